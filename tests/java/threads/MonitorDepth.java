// Deep recursion on one monitor, other monitors between, waits inside, and IllegalMonitorStateException.
// vm: -Xss16m

public class MonitorDepth {
    static final Object one = new Object(), two = new Object();
    static int depth;

    static synchronized void method(int n) {
        depth++;
        if (n > 0) method(n - 1);
    }

    static void mixed(int n) throws Exception {
        synchronized (one) {
            synchronized (two) {
                synchronized (one) {
                    if (n > 0) mixed(n - 1);
                    else {
                        two.wait(1);
                        one.wait(1);
                        System.out.println(Thread.holdsLock(one) + " " + Thread.holdsLock(two));
                        Thread.currentThread().interrupt();
                        try { one.wait(); } catch (InterruptedException e) { System.out.println(e); }
                        System.out.println(Thread.holdsLock(one) + " " + Thread.holdsLock(two));
                    }
                }
            }
        }
    }

    static void blocks(int n) {
        synchronized (one) {
            depth++;
            if (n > 0) blocks(n - 1);
            else throw new IllegalStateException("deep");
        }
    }

    static void attempt(String what, Runnable r) {
        try {
            r.run();
            System.out.println(what + " worked");
        } catch (IllegalMonitorStateException e) {
            System.out.println(what + ": " + e.getMessage());
        }
    }

    static void notOwner(Object o) {
        attempt("notify", o::notify);
        attempt("notifyAll", o::notifyAll);
        attempt("wait", () -> {
            try { o.wait(); } catch (InterruptedException e) { System.out.println(e); }
        });
        attempt("wait(1)", () -> {
            try { o.wait(1); } catch (InterruptedException e) { System.out.println(e); }
        });
    }

    public static void main(String[] args) throws Exception {
        method(10_000);
        System.out.println(depth + " " + Thread.holdsLock(MonitorDepth.class));
        mixed(300);
        System.out.println(Thread.holdsLock(one) + " " + Thread.holdsLock(two));
        depth = 0;
        int hash = one.hashCode();
        Thread t = new Thread(() -> {
            try { blocks(9_999); } catch (IllegalStateException e) { System.out.println(e.getMessage()); }
            System.out.println(Thread.holdsLock(one));
        }, "deep");
        t.start();
        t.join();
        System.out.println(depth + " " + (hash == one.hashCode()));
        notOwner(new Object());
        synchronized (one) { one.wait(1); }
        notOwner(one);
        Object held = new Object();
        Thread[] holder = new Thread[1];
        synchronized (held) {
            holder[0] = new Thread(() -> notOwner(held));
            holder[0].start();
            holder[0].join();
            try {
                held.wait(-1);
            } catch (IllegalArgumentException e) {
                System.out.println(e.getMessage());
            }
        }
    }
}
