// Producer and consumer through wait and notify, ping-pong, bounded buffers, timeouts.

import java.util.*;

public class WaitNotify {
    static final LinkedList<Integer> q = new LinkedList<>();
    static int turn;

    public static void main(String[] a) throws Exception {
        long[] sum = new long[3];
        Thread[] ts = new Thread[6];
        for (int i = 0; i < 3; i++) {
            int k = i;
            ts[i] = new Thread(() -> {
                for (int j = 0; j < 1000; j++) synchronized (q) {
                    while (q.size() >= 5) try { q.wait(); } catch (InterruptedException e) { }
                    q.add(k * 1000 + j);
                    q.notifyAll();
                }
            });
            ts[i + 3] = new Thread(() -> {
                for (int j = 0; j < 1000; j++) synchronized (q) {
                    while (q.isEmpty()) try { q.wait(1000); } catch (InterruptedException e) { }
                    sum[k] += q.removeFirst();
                    q.notifyAll();
                }
            });
        }
        for (Thread t : ts) t.start();
        for (Thread t : ts) t.join();
        System.out.println(sum[0] + sum[1] + sum[2]);
        StringBuffer sb = new StringBuffer();
        Object m = new Object();
        Thread[] pp = new Thread[3];
        for (int i = 0; i < 3; i++) {
            int me = i;
            pp[i] = new Thread(() -> {
                for (int j = 0; j < 200; j++) synchronized (m) {
                    while (turn != me) try { m.wait(); } catch (InterruptedException e) { }
                    sb.append(me);
                    turn = (turn + 1) % 3;
                    m.notifyAll();
                }
            });
            pp[i].start();
        }
        for (Thread t : pp) t.join();
        System.out.println(sb.length() + " " + sb.toString().equals("012".repeat(200)));
        long t0 = System.nanoTime();
        synchronized (m) { m.wait(50); }
        System.out.println(System.nanoTime() - t0 >= 49_000_000L);
        Object deep = new Object();
        Thread w = new Thread(() -> {
            synchronized (deep) {
                synchronized (deep) {
                    synchronized (deep) {
                        try { deep.wait(); } catch (InterruptedException e) { }
                        System.out.println(Thread.holdsLock(deep));
                    }
                }
                System.out.println(Thread.holdsLock(deep));
            }
            System.out.println(Thread.holdsLock(deep));
        });
        w.start();
        while (w.getState() != Thread.State.WAITING) Thread.sleep(1);
        synchronized (deep) { deep.notify(); }
        w.join();
        Object none = new Object();
        synchronized (none) {
            none.notify();
            none.notifyAll();
        }
        int woken = 0;
        Thread[] many = new Thread[20];
        int[] cnt = {0};
        for (int i = 0; i < 20; i++) {
            many[i] = new Thread(() -> {
                synchronized (none) {
                    try {
                        none.wait();
                        cnt[0]++;
                    } catch (InterruptedException e) { cnt[0] += 100; }
                }
            });
            many[i].start();
        }
        for (Thread t : many) while (t.getState() != Thread.State.WAITING) Thread.sleep(1);
        for (int i = 0; i < 5; i++) synchronized (none) { none.notify(); }
        for (int i = 0; i < 5; i++) many[19 - i].interrupt();
        synchronized (none) { none.notifyAll(); }
        for (Thread t : many) t.join();
        System.out.println(cnt[0] % 100 + cnt[0] / 100 >= 20);
    }
}
