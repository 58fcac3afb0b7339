// vm: -Xmx400m
// timeout: 120
// A million weak references in a WeakHashMap, of which nine in ten go, and as many soft ones that stay.
import java.lang.ref.SoftReference;
import java.util.WeakHashMap;

public class ManyReferences {
    public static void main(String[] args) throws InterruptedException {
        WeakHashMap<Object, Integer> map = new WeakHashMap<>();
        Object[] keys = new Object[100_000];
        for (int i = 0; i < 1_000_000; i++) {
            Object key = new Object();
            map.put(key, 1);
            if (i % 10 == 0) {
                keys[i / 10] = key;
            }
        }
        System.gc();
        for (int i = 0; i < 1000 && map.size() - keys.length >= 10; i++) {
            System.gc();
        }
        int found = 0;
        for (Object key : keys) {
            found += map.get(key);
        }
        // A word on the stack may look like one of them.
        System.out.println((map.size() - keys.length < 10) + " " + found);

        @SuppressWarnings("unchecked")
        SoftReference<Object>[] soft = new SoftReference[1_000_000];
        for (int i = 0; i < soft.length; i++) {
            soft[i] = new SoftReference<>(new Object());
        }
        System.gc();
        int kept = 0;
        for (SoftReference<Object> s : soft) {
            kept += s.get() != null ? 1 : 0;
        }
        System.out.println(kept);
    }
}
