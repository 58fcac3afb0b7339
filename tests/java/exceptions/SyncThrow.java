// Exceptions leave synchronized methods and blocks unlocked, also at depth and through reflection.

public class SyncThrow {
    static final Object L = new Object();

    synchronized void inst(int n) {
        if (n == 0) throw new IllegalStateException();
        inst(n - 1);
    }

    static synchronized void stat() { throw new RuntimeException(); }

    static void block() {
        synchronized (L) {
            synchronized (L) {
                synchronized (SyncThrow.class) {
                    Object o = null;
                    o.hashCode();
                }
            }
        }
    }

    static void waiter() throws InterruptedException {
        synchronized (L) {
            L.wait(1);
            throw new RuntimeException("after wait");
        }
    }

    public static void main(String[] args) throws Exception {
        SyncThrow s = new SyncThrow();
        try { s.inst(10); } catch (IllegalStateException e) { System.out.println(Thread.holdsLock(s)); }
        try { stat(); } catch (RuntimeException e) { System.out.println(Thread.holdsLock(SyncThrow.class)); }
        try { block(); } catch (NullPointerException e) {
            System.out.println(Thread.holdsLock(L) + " " + Thread.holdsLock(SyncThrow.class));
        }
        try { waiter(); } catch (RuntimeException e) { System.out.println(Thread.holdsLock(L)); }
        try { SyncThrow.class.getDeclaredMethod("stat").invoke(null); } catch (java.lang.reflect.InvocationTargetException e) {
            System.out.println(Thread.holdsLock(SyncThrow.class));
        }
        Object n = null;
        try {
            synchronized (n) { System.out.println("no"); }
        } catch (NullPointerException e) { System.out.println("null lock"); }
        Runnable[] bad = {() -> L.notify(), () -> L.notifyAll(), () -> {
            try { L.wait(); } catch (InterruptedException e) { }
        }, () -> {
            try { L.wait(5, 6); } catch (InterruptedException e) { }
        }, () -> {
            try { L.wait(-1); } catch (InterruptedException e) { }
        }, () -> {
            try { L.wait(1, -1); } catch (InterruptedException e) { }
        }};
        for (Runnable r : bad) try {
            r.run();
            System.out.println("none");
        } catch (IllegalMonitorStateException | IllegalArgumentException e) { System.out.println(e); }
        Thread t = new Thread(() -> {
            synchronized (L) {
                synchronized (s) { System.out.println("other thread got both"); }
            }
        });
        t.start();
        t.join();
    }
}
