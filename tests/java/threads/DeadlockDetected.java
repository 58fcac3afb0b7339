// ThreadMXBean-free check: two threads lock in opposite order with tryLock and get out again.

import java.util.concurrent.*;
import java.util.concurrent.locks.*;

public class DeadlockDetected {
    public static void main(String[] a) throws Exception {
        ReentrantLock x = new ReentrantLock(), y = new ReentrantLock();
        CyclicBarrier b = new CyclicBarrier(2);
        int[] backs = new int[2];
        Thread[] ts = new Thread[2];
        for (int i = 0; i < 2; i++) {
            int k = i;
            ts[i] = new Thread(() -> {
                ReentrantLock p = k == 0 ? x : y, q = k == 0 ? y : x;
                try {
                    p.lock();
                    b.await();
                    if (!q.tryLock(10, TimeUnit.MILLISECONDS)) backs[k]++;
                    else q.unlock();
                    b.await();
                    p.unlock();
                } catch (Exception e) { System.out.println(e); }
            });
            ts[i].start();
        }
        for (Thread t : ts) t.join();
        System.out.println(backs[0] + backs[1]);
    }
}
