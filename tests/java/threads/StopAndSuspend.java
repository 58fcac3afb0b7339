// javac: -nowarn
// The deprecated trio: stop throws in the target, suspend holds it, resume lets it go.

import java.util.concurrent.*;

public class StopAndSuspend {
    static volatile long counter;
    static volatile boolean ready;

    @SuppressWarnings("deprecation")
    public static void main(String[] a) throws Exception {
        Thread busy = new Thread(() -> {
            try {
                while (true) { counter++; ready = true; }
            } catch (ThreadDeath d) {
                System.out.println("stopped");
                throw d;
            }
        });
        busy.start();
        while (!ready) Thread.sleep(1);
        busy.suspend();
        long before = counter;
        Thread.sleep(50);
        System.out.println("held " + (counter == before) + busy.isAlive());
        busy.resume();
        while (counter == before) Thread.sleep(1);
        System.out.println("goes on");
        busy.stop();
        busy.join();
        System.out.println(busy.getState());

        CountDownLatch started = new CountDownLatch(1);
        Thread sleeper = new Thread(() -> {
            started.countDown();
            try { Thread.sleep(100_000); } catch (InterruptedException e) { System.out.println("interrupted"); }
        });
        sleeper.start();
        started.await();
        Thread.sleep(20);
        sleeper.stop();
        sleeper.join();
        System.out.println(sleeper.getState());
        Object lock = new Object();
        Thread waiter = new Thread(() -> { synchronized (lock) { try { lock.wait(); } catch (InterruptedException e) { } } });
        waiter.start();
        while (waiter.getState() != Thread.State.WAITING) Thread.sleep(1);
        waiter.stop();
        waiter.join();
        System.out.println(waiter.getState());
        try {
            Thread.currentThread().stop();
        } catch (ThreadDeath d) {
            System.out.println(d);
        }
        new Thread(() -> {}).stop();
    }
}
