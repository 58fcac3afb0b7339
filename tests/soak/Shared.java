// What the soak's workers share: structures they all change, counters, the first failure.

import java.lang.ref.Cleaner;
import java.lang.ref.SoftReference;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

final class Shared {
    static final Cleaner CLEANER = Cleaner.create();

    final int threads;
    volatile boolean stop;
    volatile String failure;

    final AtomicLong operations = new AtomicLong();
    final AtomicLong finalizable = new AtomicLong();
    final AtomicLong cleanable = new AtomicLong();
    final AtomicLong cleaned = new AtomicLong();
    final AtomicLong loaders = new AtomicLong();
    static final AtomicLong FINALIZED = new AtomicLong();

    /** Guarded by itself; every worker adds and takes the same amounts. */
    final long[] accounts = new long[64];
    final ReentrantLock lock = new ReentrantLock();
    long lockedTurns;
    final AtomicLong turns = new AtomicLong();
    final Object[] monitors = new Object[32];
    final Map<Object, byte[]> weak = Collections.synchronizedMap(new WeakHashMap<>());
    final Map<Integer, SoftReference<byte[]>> soft = new ConcurrentHashMap<>();
    final Map<Integer, Tree> old = new ConcurrentHashMap<>();
    final List<WeakReference<ClassLoader>> loaderRefs = Collections.synchronizedList(new ArrayList<>());
    final ArrayBlockingQueue<int[]> mailbox = new ArrayBlockingQueue<>(128);
    final Thread[] parked;
    final Map<String, Long> kinds = Collections.synchronizedMap(new HashMap<>());

    Shared(int threads) {
        this.threads = threads;
        this.parked = new Thread[threads];
        for (int i = 0; i < monitors.length; i++) monitors[i] = new Object();
    }

    synchronized void fail(String message, Throwable cause) {
        if (failure == null) {
            failure = message;
            System.err.println("failure: " + message);
            if (cause != null) cause.printStackTrace();
        }
        stop = true;
    }

    String counts() {
        return operations + " operations, finalized " + FINALIZED + "/" + finalizable + ", cleaned " + cleaned + "/"
                + cleanable + ", loaders " + loaders + " alive " + aliveLoaders();
    }

    private int aliveLoaders() {
        synchronized (loaderRefs) {
            loaderRefs.removeIf(r -> r.get() == null);
            return loaderRefs.size();
        }
    }

    /** What must hold when all workers have ended. */
    void verify() throws InterruptedException {
        long sum = 0;
        synchronized (accounts) {
            for (long a : accounts) sum += a;
        }
        if (sum != 0) fail("money was lost: " + sum, null);
        if (lockedTurns != turns.get()) fail("turns under the lock: " + lockedTurns + " of " + turns, null);
        for (Tree t : old.values()) t.check(this);
        weak.clear();
        soft.clear();
        // Some loaders may still be reachable from a conservative stack; most must be gone.
        for (int i = 0; i < 20 && aliveLoaders() > 8; i++) {
            System.gc();
            Thread.sleep(50);
        }
        if (aliveLoaders() > 8) fail("class loaders are not collected: " + aliveLoaders(), null);
        for (int i = 0; i < 100 && FINALIZED.get() < finalizable.get() - 64; i++) {
            System.gc();
            System.runFinalization();
            Thread.sleep(50);
        }
        if (FINALIZED.get() < finalizable.get() - 64) fail("finalizers did not run: " + counts(), null);
    }
}
