// vm: -Xcomp
// Synchronized methods whose first instruction is covered by a handler already: nothing of the method is locked or
// caught before it.

public class SynchronizedTry {
    static volatile int seen = 2;
    static int last;

    static void mix(Throwable e) { throw new IllegalStateException(e.getClass().getName()); }

    static synchronized void loop(int[] a) {
        try {
            for (int v = 3; v > 0; v--) last = a[v] + seen;
        } catch (RuntimeException e) {
            mix(e);
        }
    }

    synchronized int virtual(Object o) {
        try {
            return o.hashCode();
        } catch (NullPointerException e) {
            mix(e);
            return 1;
        } finally {
            last++;
        }
    }

    static void t(Runnable r) {
        try {
            r.run();
            System.out.println(last);
        } catch (RuntimeException e) {
            System.out.println(e);
        }
    }

    public static void main(String[] args) throws Exception {
        SynchronizedTry o = new SynchronizedTry();
        for (int i = 0; i < 3; i++) {
            t(() -> loop(new int[4]));
            t(() -> loop(null));
            t(() -> loop(new int[2]));
            t(() -> o.virtual(7));
            t(() -> o.virtual(null));
        }
        System.out.println(Thread.holdsLock(SynchronizedTry.class) + " " + Thread.holdsLock(o));
        // Another thread gets in: every monitor was given back.
        Thread other = new Thread(() -> t(() -> { loop(new int[5]); o.virtual(8); }));
        other.start();
        other.join();
    }
}
