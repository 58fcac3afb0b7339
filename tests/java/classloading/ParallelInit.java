// Initialisation by several threads: once, waited for, recursive in the same thread; errors are seen by all.

import java.util.concurrent.*;
import java.util.concurrent.atomic.*;

public class ParallelInit {
    static final AtomicInteger inits = new AtomicInteger();

    static class Slow {
        static int v;
        static {
            inits.incrementAndGet();
            try { Thread.sleep(100); } catch (InterruptedException e) { }
            v = 42;
            Slow.touch();
        }
        static void touch() { v++; }
    }

    static class Fails {
        static {
            inits.incrementAndGet();
            try { Thread.sleep(50); } catch (InterruptedException e) { }
            if (true) throw new IllegalStateException("f");
        }
        static int f;
    }

    static class Parent {
        static {
            try { Thread.sleep(30); } catch (InterruptedException e) { }
            inits.incrementAndGet();
        }
    }

    static class Child extends Parent { static int c = 5; }

    interface HasDefault {
        int X = inits.incrementAndGet();
        default void m() { }
    }

    static class Impl implements HasDefault { }

    static class Holder {
        static final Object LOCK = new Object();
        static Thread other;
        static int seen;
        static boolean waited;
        static {
            Thread t = new Thread(() -> seen = 1);
            t.start();
            try { t.join(200); } catch (InterruptedException e) { }
            waited = t.isAlive() && seen == 0;
            other = t;
        }
    }

    public static void main(String[] a) throws Exception {
        int n = 8;
        ExecutorService ex = Executors.newFixedThreadPool(n);
        CyclicBarrier b = new CyclicBarrier(n);
        ConcurrentMap<String, AtomicInteger> r = new ConcurrentSkipListMap<>();
        CountDownLatch done = new CountDownLatch(n);
        for (int i = 0; i < n; i++) ex.execute(() -> {
            try {
                b.await();
                r.computeIfAbsent("slow " + Slow.v, k -> new AtomicInteger()).incrementAndGet();
                try { Fails.f++; } catch (Throwable t) {
                    r.computeIfAbsent(t.getClass().getSimpleName(), k -> new AtomicInteger()).incrementAndGet();
                }
                b.await();
                r.computeIfAbsent("child " + Child.c, k -> new AtomicInteger()).incrementAndGet();
                new Impl();
            } catch (Exception e) { e.printStackTrace(System.out); } finally { done.countDown(); }
        });
        done.await();
        ex.shutdown();
        System.out.println(r + " " + inits);
        System.out.println(Holder.waited);
        Holder.other.join();
        System.out.println(Holder.seen);
    }
}
