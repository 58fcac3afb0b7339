// Many threads on few monitors and few threads on many: counts stay exact and nobody waits for ever.
// args: 2

import java.util.*;
import java.util.concurrent.*;
import java.util.concurrent.locks.*;
import java.util.function.IntConsumer;

public class MonitorStress {
    static int count, turn;
    static volatile boolean done;

    public static void main(String[] args) throws Exception {
        int rounds = Integer.parseInt(args[0]);
        for (int i = 0; i < rounds; i++) {
            counters();
            manyMonitors();
            producers();
            interrupts();
            pingPong();
            turns();
            parks();
        }
        System.out.println("done");
    }

    static void run(int n, IntConsumer body) throws Exception {
        Thread[] threads = new Thread[n];
        Throwable[] failure = new Throwable[1];
        for (int i = 0; i < n; i++) {
            int k = i;
            threads[i] = new Thread(() -> {
                try { body.accept(k); } catch (Throwable t) { failure[0] = t; }
            });
            threads[i].start();
        }
        for (Thread t : threads) t.join();
        if (failure[0] != null) throw new Error(failure[0]);
    }

    static void check(String what, long is, long expected) {
        if (is != expected) throw new Error(what + ": " + is + ", not " + expected);
    }

    static void pause(Object o, long millis) {
        try { o.wait(millis); } catch (InterruptedException e) { throw new Error(e); }
    }

    static void counters() throws Exception {
        count = 0;
        Object lock = new Object();
        run(8, k -> { for (int i = 0; i < 2000; i++) synchronized (lock) { count++; } });
        check("counter", count, 16000);
    }

    static void manyMonitors() throws Exception {
        Object[] locks = new Object[64];
        int[] counts = new int[64];
        Arrays.setAll(locks, i -> new Object());
        run(8, k -> {
            Random random = new Random(k);
            for (int i = 0; i < 2000; i++) {
                int j = random.nextInt(64);
                synchronized (locks[j]) {
                    counts[j]++;
                    if (i % 50 == 0) Thread.yield();
                }
            }
        });
        check("counters", Arrays.stream(counts).sum(), 16000);
    }

    static void producers() throws Exception {
        LinkedList<Integer> queue = new LinkedList<>();
        long[] sum = new long[1];
        run(8, k -> {
            Random random = new Random(k);
            for (int j = 0; j < 500; j++) synchronized (queue) {
                if (k < 4) {
                    while (queue.size() >= 5) pause(queue, 0);
                    queue.add(j);
                } else {
                    while (queue.isEmpty()) pause(queue, random.nextInt(3));
                    sum[0] += queue.removeFirst();
                }
                queue.notifyAll();
            }
        });
        check("sum", sum[0], 4 * 499 * 250);
    }

    // Interrupts, notifications and time-outs at once; an InterruptedException leaves no interrupt status behind.
    static void interrupts() throws Exception {
        Object lock = new Object();
        done = false;
        boolean[] wrong = new boolean[1];
        Thread[] threads = new Thread[6];
        for (int i = 0; i < threads.length; i++) {
            int k = i;
            threads[i] = new Thread(() -> {
                synchronized (lock) {
                    while (!done) {
                        try {
                            lock.wait(k % 2 * (k + 1));
                        } catch (InterruptedException e) {
                            if (!Thread.holdsLock(lock)) wrong[0] = true;
                        }
                    }
                }
            });
            threads[i].start();
        }
        Random random = new Random(1);
        for (int i = 0; i < 300; i++) {
            threads[random.nextInt(threads.length)].interrupt();
            if (i % 3 == 0) synchronized (lock) { lock.notify(); }
        }
        synchronized (lock) {
            done = true;
            lock.notifyAll();
        }
        for (Thread t : threads) t.join();
        if (wrong[0]) throw new Error("left wait without the monitor");
    }

    static void pingPong() throws Exception {
        Object lock = new Object();
        turn = 0;
        run(2, k -> {
            for (int i = 0; i < 1000; i++) synchronized (lock) {
                while (turn != k) pause(lock, 0);
                turn = 1 - k;
                lock.notify();
            }
        });
    }

    static void turns() throws Exception {
        Object lock = new Object();
        turn = count = 0;
        run(12, k -> {
            for (int i = 0; i < 50; i++) synchronized (lock) {
                while (turn != k) pause(lock, 0);
                turn = (turn + 1) % 12;
                count++;
                lock.notifyAll();
            }
        });
        check("turns", count, 600);
    }

    static void parks() throws Exception {
        ReentrantLock lock = new ReentrantLock();
        Condition condition = lock.newCondition();
        count = 0;
        run(6, k -> {
            for (int i = 0; i < 500; i++) {
                lock.lock();
                try {
                    count++;
                    condition.signalAll();
                    if (i % 100 == 0) condition.await(1, TimeUnit.MILLISECONDS);
                } catch (InterruptedException e) {
                    throw new Error(e);
                } finally {
                    lock.unlock();
                }
            }
        });
        check("locked", count, 3000);
        SynchronousQueue<Integer> queue = new SynchronousQueue<>();
        long[] sum = new long[1];
        run(2, k -> {
            try {
                for (int i = 0; i < 500; i++) {
                    if (k == 0) queue.put(i); else sum[0] += queue.take();
                }
            } catch (InterruptedException e) {
                throw new Error(e);
            }
        });
        check("handed over", sum[0], 499 * 250);
        CyclicBarrier barrier = new CyclicBarrier(5);
        run(5, k -> {
            try {
                for (int i = 0; i < 100; i++) barrier.await();
            } catch (Exception e) {
                throw new Error(e);
            }
        });
    }
}
