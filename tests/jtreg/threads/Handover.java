/*
 * @test
 * @summary Threads hand a token around by wait and notify, by park and unpark, and by interrupts.
 * @run main Handover
 */

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

public class Handover {
    private static final int THREADS = 8;
    private static final int ROUNDS = 500;

    public static void main(String[] args) throws InterruptedException {
        byMonitor();
        byPark();
        byInterrupt();
    }

    private static void byMonitor() throws InterruptedException {
        Object monitor = new Object();
        int[] turn = new int[1];
        run(number -> {
            for (int i = 0; i < ROUNDS; i++) {
                synchronized (monitor) {
                    while (turn[0] % THREADS != number) {
                        monitor.wait();
                    }
                    turn[0]++;
                    monitor.notifyAll();
                }
            }
        });
        if (turn[0] != THREADS * ROUNDS) {
            throw new AssertionError(turn[0]);
        }
    }

    private static void byPark() throws InterruptedException {
        AtomicInteger turn = new AtomicInteger();
        Thread[] threads = new Thread[THREADS];
        start(threads, number -> {
            for (int i = 0; i < ROUNDS; i++) {
                while (turn.get() % THREADS != number) {
                    LockSupport.park();
                }
                int next = turn.incrementAndGet() % THREADS;
                LockSupport.unpark(threads[next]);
            }
        });
        if (turn.get() != THREADS * ROUNDS) {
            throw new AssertionError(turn.get());
        }
    }

    private static void byInterrupt() throws InterruptedException {
        Thread sleeper = new Thread(() -> {
            try {
                Thread.sleep(Long.MAX_VALUE);
            } catch (InterruptedException expected) {
                if (Thread.currentThread().isInterrupted()) {
                    throw new AssertionError("still interrupted");
                }
            }
        });
        sleeper.start();
        sleeper.interrupt();
        sleeper.join();
    }

    private interface Body {
        void run(int number) throws InterruptedException;
    }

    private static void run(Body body) throws InterruptedException {
        start(new Thread[THREADS], body);
    }

    private static void start(Thread[] threads, Body body) throws InterruptedException {
        for (int i = 0; i < threads.length; i++) {
            int number = i;
            threads[i] = new Thread(() -> {
                try {
                    body.run(number);
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            });
        }
        for (Thread thread : threads) {
            thread.start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
    }
}
