// Counters under synchronized, locks and atomics; every increment counts.

import java.util.concurrent.*;
import java.util.concurrent.atomic.*;
import java.util.concurrent.locks.*;

public class Contention {
    static int a, b, c;
    static volatile int v;
    static final Object L = new Object();
    static synchronized void sa() { a++; }
    synchronized void sb() { b++; }

    public static void main(String[] x) throws Exception {
        int n = 6, k = 3000;
        Contention o = new Contention();
        ReentrantLock rl = new ReentrantLock(), fair = new ReentrantLock(true);
        ReentrantReadWriteLock rw = new ReentrantReadWriteLock();
        StampedLock sl = new StampedLock();
        AtomicInteger ai = new AtomicInteger();
        LongAdder la = new LongAdder();
        AtomicLongFieldUpdater<Contention> up = AtomicLongFieldUpdater.newUpdater(Contention.class, "fl");
        int[] plain = new int[6];
        Semaphore sem = new Semaphore(2);
        AtomicInteger in = new AtomicInteger(), max = new AtomicInteger();
        Thread[] ts = new Thread[n];
        ConcurrentHashMap<Integer, Integer> chm = new ConcurrentHashMap<>();
        for (int i = 0; i < n; i++) {
            ts[i] = new Thread(() -> {
                for (int j = 0; j < k; j++) {
                    sa();
                    o.sb();
                    synchronized (L) {
                        synchronized (L) { c++; }
                    }
                    rl.lock();
                    try {
                        rl.lock();
                        plain[0]++;
                        rl.unlock();
                    } finally { rl.unlock(); }
                    rw.writeLock().lock();
                    plain[1]++;
                    rw.writeLock().unlock();
                    rw.readLock().lock();
                    int r = plain[1];
                    rw.readLock().unlock();
                    long st = sl.writeLock();
                    plain[2]++;
                    sl.unlockWrite(st);
                    ai.incrementAndGet();
                    la.increment();
                    up.incrementAndGet(o);
                    chm.merge(j % 17, 1, Integer::sum);
                    if (j % 100 == 0) {
                        fair.lock();
                        plain[3]++;
                        fair.unlock();
                        try { sem.acquire(); } catch (InterruptedException e) { }
                        max.accumulateAndGet(in.incrementAndGet(), Math::max);
                        in.decrementAndGet();
                        sem.release();
                        synchronized (L) {
                            L.notifyAll();
                            L.hashCode();
                        }
                    }
                }
            });
        }
        for (Thread t : ts) t.start();
        for (Thread t : ts) t.join();
        int tot = 0;
        for (int q : chm.values()) tot += q;
        System.out.println(a + " " + b + " " + c + " " + plain[0] + " " + plain[1] + " " + plain[2] + " " + plain[3] + " " + ai +
                " " + la + " " + o.fl + " " + tot + " " + (max.get() <= 2));
    }

    volatile long fl;
}
