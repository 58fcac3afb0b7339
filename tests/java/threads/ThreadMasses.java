// 20,000 threads started and ended in turn, 2,000 alive at once, with a small heap: memory stays flat.
// vm: -Xmx128m
// timeout: 240

import java.nio.file.*;
import java.util.concurrent.*;
import java.util.concurrent.atomic.*;

public class ThreadMasses {
    static final AtomicInteger ended = new AtomicInteger();
    static final ThreadLocal<byte[]> local = ThreadLocal.withInitial(() -> new byte[1000]);

    static long resident() throws Exception {
        for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
            if (line.startsWith("VmRSS:")) return Long.parseLong(line.replaceAll("[^0-9]", ""));
        }
        return 0;
    }

    static void inTurn(int n, long stack) throws Exception {
        for (int i = 0; i < n; i++) {
            Thread t = new Thread(null, () -> {
                if (local.get().length == 1000) ended.incrementAndGet();
            }, "in turn", stack);
            t.start();
            t.join();
            if (t.isAlive() || t.getState() != Thread.State.TERMINATED) throw new Error("alive after join");
        }
    }

    static void atOnce(int n, long stack) throws Exception {
        CountDownLatch in = new CountDownLatch(n), go = new CountDownLatch(1);
        Thread[] threads = new Thread[n];
        for (int i = 0; i < n; i++) {
            threads[i] = new Thread(null, () -> {
                local.get();
                in.countDown();
                try { go.await(); } catch (InterruptedException e) { }
                ended.incrementAndGet();
            }, "t" + i, stack);
            threads[i].start();
        }
        in.await();
        System.gc();
        int traces = Thread.getAllStackTraces().size();
        if (traces < n || threads[n / 2].getStackTrace().length == 0) throw new Error(traces + " traces");
        go.countDown();
        for (Thread t : threads) t.join();
    }

    public static void main(String[] args) throws Exception {
        inTurn(5_000, 0);
        atOnce(2_000, 0);
        System.gc();
        long before = resident();
        inTurn(10_000, 0);
        inTurn(4_000, 200 << 10);
        inTurn(1_000, 8 << 20);
        atOnce(2_000, 256 << 10);
        atOnce(2_000, 0);
        System.gc();
        System.out.println(ended);
        long more = resident() - before;
        System.out.println(more < 100_000 ? "flat" : "grew by " + more + " kB");
    }
}
