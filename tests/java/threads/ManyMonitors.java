// 200,000 monitors inflated at once, used, dropped, and again; the hashes stay, and so does the size of the process.
// vm: -Xmx256m
// timeout: 180

import java.nio.file.*;

public class ManyMonitors {
    static final int N = 200_000;

    static void inflate(Object o) {
        synchronized (o) {
            Thread.currentThread().interrupt();
            try {
                o.wait();
                throw new Error("not interrupted");
            } catch (InterruptedException expected) {
            }
        }
    }

    static long resident() throws Exception {
        for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
            if (line.startsWith("VmRSS:")) return Long.parseLong(line.replaceAll("[^0-9]", ""));
        }
        return 0;
    }

    public static void main(String[] args) throws Exception {
        long after = 0;
        int[] counts = new int[2];
        for (int round = 0; round < 4; round++) {
            Object[] objects = new Object[N];
            int[] hashes = new int[N];
            for (int i = 0; i < N; i++) {
                objects[i] = new Object();
                if (i % 2 == 0) hashes[i] = objects[i].hashCode();
                inflate(objects[i]);
                if (i % 2 != 0) hashes[i] = objects[i].hashCode();
            }
            Thread[] threads = new Thread[2];
            for (int t = 0; t < 2; t++) {
                int k = t;
                threads[t] = new Thread(() -> {
                    for (int i = 0; i < N; i++) synchronized (objects[i]) {
                        counts[k]++;
                        objects[i].notify();
                    }
                });
                threads[t].start();
            }
            for (Thread t : threads) t.join();
            int same = 0;
            for (int i = 0; i < N; i++) {
                if (objects[i].hashCode() == hashes[i]) same++;
                if (Thread.holdsLock(objects[i])) throw new Error("held");
            }
            System.out.println(same);
            if (round == 1) after = resident();
        }
        System.out.println(counts[0] + counts[1]);
        long more = resident() - after;
        System.out.println(more < 100_000 ? "flat" : "grew by " + more + " kB");
    }
}
