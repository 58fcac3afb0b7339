// Hundreds of threads at once, thousands in sequence.

import java.util.concurrent.*;
import java.util.concurrent.atomic.*;

public class ManyThreads {
    public static void main(String[] a) throws Exception {
        int n = 400;
        CountDownLatch go = new CountDownLatch(1), in = new CountDownLatch(n);
        AtomicInteger s = new AtomicInteger();
        Thread[] ts = new Thread[n];
        for (int i = 0; i < n; i++) {
            ts[i] = new Thread(null, () -> {
                in.countDown();
                try { go.await(); } catch (InterruptedException e) { }
                s.incrementAndGet();
            }, "t" + i, 128 << 10);
            ts[i].start();
        }
        in.await();
        System.out.println(Thread.activeCount() > n);
        go.countDown();
        for (Thread t : ts) t.join();
        for (int i = 0; i < 2000; i++) {
            Thread t = new Thread(s::incrementAndGet);
            t.start();
            t.join();
        }
        System.out.println(s);
    }
}
