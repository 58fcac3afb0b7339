// vm: -XX:+IgnoreUnrecognizedVMOptions -XX:+UnlockDiagnosticVMOptions -XX:+GCStress -XX:GCStressInterval=8000 -XX:+VerifyHeap -XX:+SafepointALot -XX:+StressScheduler -XX:StressSeed=5
// timeout: 120
// Threads that share maps, queues and locks, and raw stores by Unsafe, under collections, safepoints and a scheduler that
// takes the processor away.

import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import sun.misc.Unsafe;

public class UnsafeAndThreads {
    static class Cell {
        volatile Object value;
        Object plain;
    }

    static final Unsafe UNSAFE;
    static final long VALUE;
    static final long PLAIN;

    static {
        try {
            Field f = Unsafe.class.getDeclaredField("theUnsafe");
            f.setAccessible(true);
            UNSAFE = (Unsafe) f.get(null);
            VALUE = UNSAFE.objectFieldOffset(Cell.class.getDeclaredField("value"));
            PLAIN = UNSAFE.objectFieldOffset(Cell.class.getDeclaredField("plain"));
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    static void raw() throws Exception {
        Cell[] cells = new Cell[50];
        for (int i = 0; i < cells.length; i++) cells[i] = (Cell) UNSAFE.allocateInstance(Cell.class);
        System.gc();
        long sum = 0;
        long base = UNSAFE.arrayBaseOffset(Cell[].class);
        long scale = UNSAFE.arrayIndexScale(Cell[].class);
        for (int i = 0; i < 10000; i++) {
            Cell c = cells[i % 50];
            UNSAFE.putObject(c, PLAIN, new int[] {i});
            UNSAFE.putObjectVolatile(c, VALUE, "v" + i);
            UNSAFE.compareAndSwapObject(c, VALUE, c.value, new int[] {i + 1});
            UNSAFE.getAndSetObject(c, PLAIN, new int[] {i, i});
            if (i % 100 == 0) UNSAFE.putOrderedObject(cells, base + scale * (i % 50), UNSAFE.allocateInstance(Cell.class));
            Cell d = cells[(i * 7) % 50];
            if (d.value instanceof int[] v) sum += v[0];
            if (UNSAFE.getObject(d, PLAIN) instanceof int[] p) sum += p[0];
        }
        System.out.println(sum);
    }

    public static void main(String[] args) throws Exception {
        raw();
        ConcurrentHashMap<String, List<Integer>> map = new ConcurrentHashMap<>();
        ConcurrentSkipListMap<Integer, String> sorted = new ConcurrentSkipListMap<>();
        ArrayBlockingQueue<Object[]> queue = new ArrayBlockingQueue<>(8);
        ReentrantLock lock = new ReentrantLock();
        LongAdder adder = new LongAdder();
        Object monitor = new Object();
        int[] guarded = {0, 0};
        int threads = 4;
        int rounds = 500;
        CountDownLatch done = new CountDownLatch(threads);
        List<Thread> all = new ArrayList<>();
        for (int t = 0; t < threads; t++) {
            int me = t;
            Thread thread = new Thread(() -> {
                try {
                    for (int i = 0; i < rounds; i++) {
                        int n = i;
                        map.compute("k" + i % 20, (k, v) -> {
                            List<Integer> list = v == null ? new ArrayList<>() : v;
                            list.add(me * rounds + n);
                            return list;
                        });
                        sorted.put(me * rounds + i, "s" + i);
                        if (me % 2 == 0) queue.put(new Object[] {me, i});
                        else adder.add((Integer) queue.take()[1]);
                        synchronized (monitor) {
                            guarded[0]++;
                            if (i % 50 == 0) monitor.wait(1);
                            if (i % 10 == 0) monitor.notifyAll();
                        }
                        lock.lock();
                        try {
                            guarded[1]++;
                        } finally {
                            lock.unlock();
                        }
                    }
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                } finally {
                    done.countDown();
                }
            });
            all.add(thread);
            thread.start();
        }
        done.await();
        for (Thread t : all) t.join();
        System.out.println(map.values().stream().mapToInt(List::size).sum() + " "
                + map.values().stream().flatMap(List::stream).mapToInt(i -> i).sum());
        System.out.println(sorted.size() + " " + sorted.firstKey() + " " + sorted.lastEntry().getValue());
        System.out.println(adder.sum() + " " + guarded[0] + " " + guarded[1]);
        CompletableFuture<Integer> f = CompletableFuture.supplyAsync(() -> 1);
        for (int i = 0; i < 100; i++) {
            int n = i;
            f = f.thenApplyAsync(x -> x + n);
        }
        System.out.println(f.get());
    }
}
