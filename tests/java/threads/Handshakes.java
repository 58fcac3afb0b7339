// Stack traces of running, blocked and ending threads, suspend and resume, stop and collections, all at once.
// javac: -Xlint:none
// timeout: 240

import java.util.*;
import java.util.concurrent.*;
import java.util.concurrent.atomic.*;

public class Handshakes {
    static volatile boolean done;
    static final Object lock = new Object();
    static final AtomicLong work = new AtomicLong();

    static int deep(int n) {
        return n == 0 ? (int) work.incrementAndGet() : deep(n - 1);
    }

    static void running() {
        while (!done) deep(20);
    }

    static void blocking() {
        while (!done) synchronized (lock) {
            try { lock.wait(1); } catch (InterruptedException e) { }
        }
    }

    static void allocating() {
        List<byte[]> list = new ArrayList<>();
        while (!done) {
            list.add(new byte[500]);
            if (list.size() > 100) list.clear();
        }
    }

    static void shortLived() {
        while (!done) {
            Thread t = new Thread(() -> deep(3));
            t.start();
            current = t;
            try { t.join(); } catch (InterruptedException e) { }
        }
    }

    static volatile Thread current = Thread.currentThread();

    static void looking(Thread[] targets) {
        Random random = new Random(1);
        for (int i = 0; i < 100; i++) {
            for (StackTraceElement e : targets[random.nextInt(targets.length)].getStackTrace()) e.hashCode();
            for (StackTraceElement e : current.getStackTrace()) e.hashCode();
            if (i % 50 == 0) Thread.getAllStackTraces();
        }
    }

    public static void main(String[] args) throws Exception {
        Thread[] targets = {new Thread(Handshakes::running), new Thread(Handshakes::blocking),
            new Thread(Handshakes::blocking), new Thread(Handshakes::allocating), new Thread(Handshakes::shortLived)};
        for (Thread t : targets) t.start();
        Thread[] lookers = new Thread[3];
        for (int i = 0; i < lookers.length; i++) {
            lookers[i] = new Thread(() -> looking(targets));
            lookers[i].start();
        }
        // Who is suspended at the first of two looks is where it was at the second.
        for (int i = 0; i < 60; i++) {
            Thread t = targets[0];
            t.suspend();
            long before = work.get();
            StackTraceElement[] one = t.getStackTrace(), two = t.getStackTrace();
            if (!Arrays.equals(one, two)) System.out.println("moved while suspended");
            t.resume();
            if (i % 20 == 0) System.gc();
        }
        // Looks at each other: both ask, both answer.
        Thread[] pair = new Thread[2];
        for (int i = 0; i < 2; i++) {
            int k = i;
            pair[i] = new Thread(() -> { for (int j = 0; j < 200; j++) pair[1 - k].getStackTrace(); });
        }
        for (Thread t : pair) t.start();
        for (Thread t : pair) t.join();
        for (Thread t : lookers) t.join();
        done = true;
        for (Thread t : targets) t.join();
        // Many are stopped; each dies of it or of nothing.
        AtomicInteger died = new AtomicInteger();
        Thread[] victims = new Thread[20];
        CountDownLatch in = new CountDownLatch(victims.length);
        for (int i = 0; i < victims.length; i++) {
            int k = i;
            victims[i] = new Thread(() -> {
                try {
                    in.countDown();
                    while (true) {
                        if (k % 3 == 0) deep(5);
                        else if (k % 3 == 1) synchronized (victims[k]) { victims[k].wait(); }
                        else Thread.sleep(1_000_000);
                    }
                } catch (ThreadDeath d) {
                    died.incrementAndGet();
                } catch (InterruptedException e) {
                    System.out.println(e);
                }
            });
            victims[i].start();
        }
        in.await();
        for (Thread t : victims) t.stop();
        for (Thread t : victims) t.join();
        System.out.println(died.get() > 0);
        // The stop of a thread that has hardly been started is not lost.
        for (int i = 0; i < 60; i++) {
            Thread t = new Thread(() -> { while (true) deep(2); });
            t.start();
            if (i % 2 == 0) {
                t.suspend();
                t.getStackTrace();
                t.resume();
            }
            t.stop();
            t.join();
        }
        System.out.println(work.get() > 0);
    }
}
