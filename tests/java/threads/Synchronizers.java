// Conditions, barriers, phasers, exchangers, blocking queues, latches.

import java.util.*;
import java.util.concurrent.*;
import java.util.concurrent.atomic.*;
import java.util.concurrent.locks.*;

public class Synchronizers {
    public static void main(String[] a) throws Exception {
        ReentrantLock l = new ReentrantLock();
        Condition c = l.newCondition();
        int[] st = {0};
        Thread t = new Thread(() -> {
            l.lock();
            try {
                while (st[0] == 0) c.awaitUninterruptibly();
                st[0] = 2;
                c.signalAll();
            } finally { l.unlock(); }
        });
        t.start();
        l.lock();
        try {
            st[0] = 1;
            c.signal();
            while (st[0] != 2) c.await();
            System.out.println(st[0] + " " + l.getHoldCount() + l.isHeldByCurrentThread() + c.await(5, TimeUnit.MILLISECONDS) + (c.awaitNanos(1000) <=
                    0));
        } finally { l.unlock(); }
        try { c.signal(); } catch (IllegalMonitorStateException e) {
            System.out.println("ims " + e.getMessage());
        }
        try { l.unlock(); } catch (IllegalMonitorStateException e) { System.out.println("unlock"); }
        Thread holder = new Thread(() -> {
            l.lock();
            try { Thread.sleep(100000); } catch (InterruptedException e) { }
            l.unlock();
        });
        holder.start();
        while (!l.isLocked()) Thread.sleep(1);
        System.out.println(l.tryLock() + " " + l.tryLock(5, TimeUnit.MILLISECONDS));
        Thread li = new Thread(() -> {
            try { l.lockInterruptibly(); } catch (InterruptedException e) {
                System.out.println("lockInterruptibly");
            }
        });
        li.start();
        while (!l.hasQueuedThread(li)) Thread.sleep(1);
        li.interrupt();
        li.join();
        holder.interrupt();
        holder.join();
        CyclicBarrier cb = new CyclicBarrier(3, () -> System.out.println("barrier"));
        Thread[] ts = new Thread[3];
        for (int i = 0; i < 3; i++) {
            ts[i] = new Thread(() -> {
                try { for (int k = 0; k < 4; k++) cb.await(); } catch (Exception e) { System.out.println(e); }
            });
            ts[i].start();
        }
        for (Thread q : ts) q.join();
        Phaser ph = new Phaser(1) {
            protected boolean onAdvance(int p, int r) {
                System.out.println("phase " + p + " " + r);
                return p >= 2;
            }
        };
        for (int i = 0; i < 3; i++) {
            ph.register();
            new Thread(() -> { while (!ph.isTerminated()) ph.arriveAndAwaitAdvance(); }).start();
        }
        while (!ph.isTerminated()) ph.arriveAndAwaitAdvance();
        Exchanger<String> xc = new Exchanger<>();
        String[] got = new String[1];
        Thread xt = new Thread(() -> {
            try { got[0] = xc.exchange("from thread"); } catch (InterruptedException e) { }
        });
        xt.start();
        System.out.println(xc.exchange("from main"));
        xt.join();
        System.out.println(got[0]);
        for (BlockingQueue<Integer> q : List.of(new ArrayBlockingQueue<Integer>(2), new LinkedBlockingQueue<Integer>(), new LinkedTransferQueue<Integer>(),
                new SynchronousQueue<Integer>(), new PriorityBlockingQueue<Integer>(), new LinkedBlockingDeque<Integer>(1))) {
            Thread p = new Thread(() -> {
                try { for (int i = 0; i < 100; i++) q.put(i); } catch (InterruptedException e) { }
            });
            p.start();
            int s = 0;
            for (int i = 0; i < 100; i++) s += q.take();
            p.join();
            System.out.println(q.getClass().getSimpleName() + s + q.poll() + q.poll(1, TimeUnit.MILLISECONDS));
        }
        DelayQueue<Delayed> dq = new DelayQueue<>();
        long due = System.nanoTime() + 10_000_000;
        dq.add(new Delayed() {
            public long getDelay(TimeUnit u) { return u.convert(due - System.nanoTime(), TimeUnit.NANOSECONDS); }
            public int compareTo(Delayed d) { return 0; }
        });
        System.out.println(dq.poll() + " " + (dq.take() != null));
        CountDownLatch cl = new CountDownLatch(2);
        new Thread(cl::countDown).start();
        new Thread(cl::countDown).start();
        cl.await();
        System.out.println(cl.getCount());
        ConcurrentLinkedDeque<Integer> d = new ConcurrentLinkedDeque<>();
        d.addFirst(1);
        d.addLast(2);
        System.out.println(d.pollLast() + "" + new CopyOnWriteArrayList<>(List.of(1, 2)) + new ConcurrentSkipListSet<>(List.of(3, 1,
                2)));
        AtomicReference<String> ar = new AtomicReference<>("a");
        AtomicStampedReference<String> as = new AtomicStampedReference<>("s", 1);
        System.out.println(ar.compareAndSet("a", "b") + ar.get() + as.compareAndSet("s", "t", 1, 2) + as.getStamp() + new AtomicIntegerArray(new int[]
                {1, 2}).incrementAndGet(1) + ar.updateAndGet(v -> v + "!"));
    }
}
