// The order in which threads get a monitor: waiting ones as they came, notified together, and blocked ones.

import java.util.*;

public class MonitorOrder {
    static final Object lock = new Object();
    static final List<Integer> order = new ArrayList<>();

    static Thread[] start(int n, Thread.State until, Runnable body) throws Exception {
        Thread[] threads = new Thread[n];
        for (int i = 0; i < n; i++) {
            int k = i;
            threads[i] = new Thread(() -> {
                synchronized (lock) {
                    body.run();
                    order.add(k);
                }
            });
            threads[i].start();
            while (threads[i].getState() != until) Thread.sleep(1);
        }
        return threads;
    }

    static void pause() {
        try { lock.wait(); } catch (InterruptedException e) { order.add(-1); }
    }

    static void end(String what, Thread[] threads) throws Exception {
        for (Thread t : threads) t.join();
        System.out.println(what + " " + order);
        order.clear();
    }

    public static void main(String[] args) throws Exception {
        Thread[] threads = start(5, Thread.State.WAITING, MonitorOrder::pause);
        for (int i = 0; i < 5; i++) {
            synchronized (lock) { lock.notify(); }
            threads[i].join();
        }
        end("one by one", threads);

        threads = start(6, Thread.State.WAITING, MonitorOrder::pause);
        synchronized (lock) { lock.notifyAll(); }
        end("all", threads);

        threads = start(6, Thread.State.WAITING, MonitorOrder::pause);
        synchronized (lock) {
            for (int i = 0; i < 6; i++) lock.notify();
            // Those who were notified wait for the monitor now.
            for (Thread t : threads) System.out.print(t.getState() + " ");
            System.out.println();
        }
        end("six notifications", threads);

        threads = start(4, Thread.State.WAITING, MonitorOrder::pause);
        synchronized (lock) {
            lock.notify();
            // Too late for the first, which has been notified; the second leaves the wait set.
            threads[0].interrupt();
            threads[1].interrupt();
            while (threads[1].getState() != Thread.State.BLOCKED) Thread.sleep(1);
        }
        threads[0].join();
        threads[1].join();
        System.out.println(threads[0].isInterrupted() + " " + new TreeSet<>(order));
        order.clear();
        synchronized (lock) { lock.notifyAll(); }
        end("the rest", threads);

        synchronized (lock) { threads = start(6, Thread.State.BLOCKED, () -> {}); }
        end("blocked", threads);
    }
}
