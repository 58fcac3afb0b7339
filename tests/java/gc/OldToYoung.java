// vm: -Xmx64m
// Old objects that point to young ones: barriers through fields, arrays, statics, reflection, Unsafe-backed classes, copies.

import java.util.*;
import java.util.concurrent.*;
import java.util.concurrent.atomic.*;

public class OldToYoung {
    static class Holder {
        Object f;
        static Object s;
    }

    public static void main(String[] a) throws Exception {
        Holder[] old = new Holder[1000];
        Object[] arr = new Object[5000];
        Map<Integer, List<String>> map = new HashMap<>();
        ConcurrentHashMap<Integer, int[]> chm = new ConcurrentHashMap<>();
        AtomicReferenceArray<String> ara = new AtomicReferenceArray<>(1000);
        AtomicReference<String>[] refs = new AtomicReference[1000];
        java.lang.reflect.Field fld = Holder.class.getDeclaredField("f");
        for (int i = 0; i < 1000; i++) {
            old[i] = new Holder();
            refs[i] = new AtomicReference<>();
        }
        System.gc();
        System.gc();
        long check = 0;
        for (int round = 0; round < 60; round++) {
            for (int i = 0; i < 1000; i++) {
                if (i % 3 == 0) old[i].f = "r" + round + "i" + i;
                else fld.set(old[i], new int[] {round, i});
                arr[(i * 7 + round) % 5000] = new StringBuilder("sb").append(i);
                map.computeIfAbsent(i % 100, k -> new ArrayList<>()).add("x" + i);
                chm.put(i, new int[] {i + round});
                ara.set(i, "a" + (i ^ round));
                refs[i].compareAndSet(refs[i].get(), "c" + (i + round));
            }
            Holder.s = new Object[] {"static" + round};
            if (round % 10 == 9) map.clear();
            for (int k = 0; k < 300; k++) {
                byte[] junk = new byte[4000];
                junk[k] = 1;
            }
            if (round % 20 == 0) System.gc();
            for (int i = 0; i < 1000; i++) {
                check = check * 31 + (old[i].f instanceof String s ? s.hashCode() : ((int[]) old[i].f)[1]) + chm.get(i)[0] + ara.get(i).hashCode()
                        + refs[i].get().hashCode();
            }
            check += ((Object[]) Holder.s)[0].hashCode();
        }
        int n = 0;
        for (Object o : arr) if (o != null) n += ((StringBuilder) o).length();
        System.out.println(check + " " + n);
    }
}
