// vm: -Xmx64m
// timeout: 120
// Several threads allocate, share and collect at once.

import java.util.*;
import java.util.concurrent.*;

public class ThreadsChurn {
    static volatile Object[] shared = new Object[256];

    public static void main(String[] a) throws Exception {
        Thread[] ts = new Thread[6];
        long[] sums = new long[6];
        for (int t = 0; t < 6; t++) {
            int id = t;
            ts[t] = new Thread(() -> {
                Random r = new Random(id);
                List<Object> mine = new ArrayList<>();
                for (int i = 0; i < 15000; i++) {
                    String s = "t" + id + "i" + i;
                    shared[r.nextInt(256)] = s;
                    mine.add(i % 5 == 0 ? new int[r.nextInt(200)] : s);
                    if (mine.size() > 2000) mine = new ArrayList<>(mine.subList(1500, 2000));
                    Object o = shared[r.nextInt(256)];
                    if (o instanceof String q && !q.startsWith("t")) System.out.println("corrupt " + q);
                    synchronized (shared) { sums[id] += s.length(); }
                    if (i % 5000 == 0) System.gc();
                }
                for (Object o : mine) if (o instanceof String q && !q.startsWith("t" + id)) System.out.println("corrupt");
            });
            ts[t].start();
        }
        for (Thread t : ts) t.join();
        System.out.println(Arrays.toString(sums));
    }
}
