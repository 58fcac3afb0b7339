// Deep recursion on threads with small and large stacks: StackOverflowError, again and again, then the thread goes on.

import java.util.concurrent.atomic.*;

public class StackSizes {
    static int descend(int n) {
        return descend(n + 1) + 1;
    }

    static synchronized void locked(int[] depth) {
        depth[0]++;
        locked(depth);
    }

    static int depth(int[] d) {
        d[0]++;
        return depth(d) + 1;
    }

    static int measure() {
        int[] d = new int[1];
        try { depth(d); } catch (StackOverflowError e) { }
        return d[0];
    }

    static int on(long stack) throws Exception {
        int[] result = new int[1];
        Thread t = new Thread(null, () -> {
            for (int i = 0; i < 3; i++) {
                try {
                    descend(0);
                } catch (StackOverflowError e) {
                    if (e.getStackTrace().length < 100) throw new Error("trace of " + e.getStackTrace().length);
                }
                int[] d = new int[1];
                try { locked(d); } catch (StackOverflowError e) { }
                if (d[0] < 10 || Thread.holdsLock(StackSizes.class)) throw new Error("monitor kept");
            }
            result[0] = measure();
            synchronized (StackSizes.class) { }
        }, "stack of " + stack, stack);
        t.start();
        t.join();
        return result[0];
    }

    public static void main(String[] args) throws Exception {
        int small = on(256 << 10), usual = on(0), large = on(8 << 20);
        System.out.println((small > 500) + " " + (usual > small) + " " + (large > 3 * usual));
        // All at once, each with its own size.
        AtomicInteger fine = new AtomicInteger();
        Thread[] threads = new Thread[40];
        for (int i = 0; i < threads.length; i++) {
            threads[i] = new Thread(null, () -> {
                if (measure() > 500 && measure() > 500) fine.incrementAndGet();
            }, "t" + i, (i + 4) * 64L << 10);
            threads[i].start();
        }
        for (Thread t : threads) t.join();
        System.out.println(fine);
        for (long odd : new long[] {1, 1000, 4096, 70_001}) System.out.println(on(odd) > 100);
    }
}
