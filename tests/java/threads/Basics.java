// Start, join, states, interrupt, sleep, names, priorities, groups, daemon.

public class Basics {
    static void t(String n, Runnable r) {
        try {
            r.run();
            System.out.println(n + " none");
        } catch (RuntimeException e) { System.out.println(n + " " + e); }
    }

    static void until(Thread t, Thread.State s) throws InterruptedException {
        for (int i = 0; t.getState() != s && i < 5000; i++) Thread.sleep(1);
        System.out.println(t.getName() + " " + t.getState());
    }

    public static void main(String[] a) throws Exception {
        Thread m = Thread.currentThread();
        System.out.println(m.getName() + m.getPriority() + m.isDaemon() + m.getThreadGroup().getName() + m.getThreadGroup().getParent().getName()
                + m.isInterrupted() + m.isAlive() + m.getState() + m + m.getId());
        Object lock = new Object();
        Thread s = new Thread(() -> {
            try { Thread.sleep(100000); } catch (InterruptedException e) {
                System.out.println("interrupted " + e.getMessage() + Thread.currentThread().isInterrupted());
            }
        }, "sleeper");
        System.out.println(s.getState());
        s.start();
        until(s, Thread.State.TIMED_WAITING);
        s.interrupt();
        s.join();
        until(s, Thread.State.TERMINATED);
        Thread w = new Thread(() -> {
            synchronized (lock) {
                try {
                    lock.wait();
                    System.out.println("woken");
                } catch (InterruptedException e) { System.out.println("no"); }
            }
        }, "waiter");
        w.start();
        until(w, Thread.State.WAITING);
        Thread b = new Thread(() -> {
            synchronized (lock) { lock.hashCode(); }
        }, "blocked");
        synchronized (lock) {
            b.start();
            until(b, Thread.State.BLOCKED);
            lock.notify();
            until(w, Thread.State.BLOCKED);
        }
        w.join();
        b.join();
        Thread p = new Thread(() -> {
            java.util.concurrent.locks.LockSupport.park(lock);
            System.out.println("unparked " + Thread.interrupted() + Thread.interrupted());
        }, "parker");
        p.start();
        until(p, Thread.State.WAITING);
        System.out.println(java.util.concurrent.locks.LockSupport.getBlocker(p) == lock);
        java.util.concurrent.locks.LockSupport.unpark(p);
        p.join();
        Thread p2 = new Thread(() -> {
            java.util.concurrent.locks.LockSupport.unpark(Thread.currentThread());
            java.util.concurrent.locks.LockSupport.park();
            java.util.concurrent.locks.LockSupport.parkNanos(1000);
            Thread.currentThread().interrupt();
            java.util.concurrent.locks.LockSupport.park();
            System.out.println("parks over " + Thread.interrupted());
        });
        p2.start();
        p2.join();
        t("start twice", () -> {
            Thread x = new Thread(() -> { });
            x.start();
            x.start();
        });
        t("priority", () -> new Thread().setPriority(11));
        t("daemon after", () -> {
            m.setDaemon(true);
        });
        t("null name", () -> new Thread((String) null));
        t("join neg", () -> {
            try { m.join(-1); } catch (InterruptedException e) { }
        });
        t("sleep neg", () -> {
            try { Thread.sleep(-1); } catch (InterruptedException e) { }
        });
        m.interrupt();
        try { Thread.sleep(10); } catch (InterruptedException e) {
            System.out.println("pre " + m.isInterrupted());
        }
        m.interrupt();
        try {
            synchronized (lock) { lock.wait(); }
        } catch (InterruptedException e) {
            System.out.println("wait " + e.getMessage() + Thread.holdsLock(lock));
        }
        m.interrupt();
        try {
            new Thread(() -> { }).join();
            System.out.println("join of unstarted");
        } catch (InterruptedException e) { System.out.println("join"); }
        System.out.println(Thread.interrupted());
        Thread j = new Thread(() -> {
            try { Thread.sleep(200); } catch (InterruptedException e) { }
        });
        j.start();
        j.join(1);
        System.out.println(j.isAlive());
        j.join();
        ThreadGroup g = new ThreadGroup("grp");
        Thread gt = new Thread(g, () -> System.out.println(Thread.currentThread()));
        gt.setName("renamed");
        gt.setPriority(8);
        gt.start();
        gt.join();
        System.out.println(g.activeCount() + " " + gt.getThreadGroup());
        synchronized (lock) {
            lock.wait(5);
            lock.wait(0, 1000);
        }
        System.out.println(Thread.activeCount() >= 1);
        Thread sub = new Thread() {
            @Override public void run() { System.out.println("sub " + getState()); }
        };
        sub.start();
        sub.join();
        sub.run();
        Thread.yield();
        Thread.onSpinWait();
        t("suspend", () -> {
            try { j.stop(); } catch (UnsupportedOperationException e) { System.out.println(e); }
        });
    }
}
