// vm: -Xmx48m
// Identity hashes, locks and ages survive moving; IdentityHashMap keeps its entries.

import java.util.*;

public class IdentityHash {
    public static void main(String[] a) {
        IdentityHashMap<Object, Integer> m = new IdentityHashMap<>();
        Object[] os = new Object[20000];
        for (int i = 0; i < os.length; i++) {
            os[i] = i % 3 == 0 ? new Object() : i % 3 == 1 ? new int[i % 50] : "s" + i;
            m.put(os[i], i);
        }
        int bad = 0;
        for (int r = 0; r < 5; r++) {
            for (int k = 0; k < 40; k++) { byte[] junk = new byte[1 << 20]; }
            System.gc();
            for (int i = 0; i < os.length; i++) if (m.get(os[i]) != i) bad++;
        }
        System.out.println(bad + " " + m.size());
        Object l = new Object();
        synchronized (l) {
            for (int k = 0; k < 60; k++) { byte[] junk = new byte[1 << 20]; }
            System.gc();
            System.out.println(Thread.holdsLock(l));
            synchronized (l) { l.notify(); }
        }
        System.out.println(Thread.holdsLock(l));
    }
}
