// Threads of C attach and detach in mass, some with monitors held.

import java.util.concurrent.atomic.AtomicInteger;

public class Attach {
    static final AtomicInteger counted = new AtomicInteger();

    static void count() {
        counted.incrementAndGet();
        if (!Thread.currentThread().getName().equals("attached")) System.out.println(Thread.currentThread());
    }

    static void fail() {
        throw new IllegalStateException("from Java");
    }

    static native void turns(Object lock, int threads, int rounds);
    static native void masses();

    public static void main(String[] args) throws Exception {
        System.loadLibrary("Attach");
        Object lock = new Object();
        turns(lock, 4, 500);
        System.out.println(counted.getAndSet(0));
        synchronized (lock) { System.out.println("the monitor is free"); }
        masses();
        System.out.println(counted.getAndSet(0));
        System.gc();
        turns(lock, 2, 200);
        masses();
        System.out.println(counted);
        System.out.println(Thread.activeCount());
    }
}
