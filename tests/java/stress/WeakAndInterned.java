// vm: -XX:+IgnoreUnrecognizedVMOptions -XX:+UnlockDiagnosticVMOptions -XX:+GCStress -XX:GCStressInterval=2000 -XX:+VerifyHeap
// timeout: 120
// Weak tables: interned strings stay identical, weak maps lose what is gone and nothing else, identity hashes and monitors
// follow their objects, references reach their queues.

import java.lang.ref.PhantomReference;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.SoftReference;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;

public class WeakAndInterned {
    static final ThreadLocal<int[]> LOCAL = ThreadLocal.withInitial(() -> new int[] {7});

    static void fill(ReferenceQueue<Object> queue, List<Reference<Object>> references, List<Object> strong) {
        for (int i = 0; i < 300; i++) {
            Object o = new int[] {i};
            references.add(i % 2 == 0 ? new WeakReference<>(o, queue) : new PhantomReference<>(o, queue));
            if (i % 3 == 0) strong.add(o);
        }
    }

    public static void main(String[] args) throws Exception {
        Map<String, String> interned = new HashMap<>();
        boolean same = true;
        for (int i = 0; i < 3000; i++) {
            String s = ("interned-" + i % 500).intern();
            String before = interned.putIfAbsent(s, s);
            same &= before == null || before == s;
        }
        System.out.println(same + " " + interned.size() + " " + ("inter" + "ned-7" == "interned-7".intern()));

        WeakHashMap<Object, Integer> weak = new WeakHashMap<>();
        List<Object> strong = new ArrayList<>();
        Map<Object, Integer> identity = new IdentityHashMap<>();
        Map<Integer, Object> hashes = new HashMap<>();
        boolean stable = true;
        for (int i = 0; i < 2000; i++) {
            Object o = new Object();
            weak.put(o, i);
            identity.put(i % 4 == 0 ? o : strong, i);
            if (i % 4 == 0) {
                strong.add(o);
                hashes.put(strong.size() - 1, System.identityHashCode(o));
                synchronized (o) {
                    if (i % 40 == 0) o.wait(0, 1);
                }
            }
        }
        for (int i = 0; i < strong.size(); i++) {
            Object o = strong.get(i);
            stable &= weak.get(o) == i * 4 && identity.get(o) == i * 4;
            stable &= hashes.get(i).equals(System.identityHashCode(o));
            synchronized (o) {
                stable &= Thread.holdsLock(o);
            }
        }
        System.out.println(stable + " " + strong.size());

        ReferenceQueue<Object> queue = new ReferenceQueue<>();
        List<Reference<Object>> references = new ArrayList<>();
        fill(queue, references, strong);
        // A few may live on because a number on a stack looks like their address.
        int arrived = 0;
        while (arrived < 190) {
            System.gc();
            while (queue.remove(100) != null) arrived++;
        }
        System.out.println(arrived <= 200);
        int alive = 0;
        for (Reference<Object> r : references) alive += r.refersTo(null) ? 0 : 1;
        System.out.println(alive >= 100 && alive <= 110);
        SoftReference<int[]> soft = new SoftReference<>(new int[] {42});
        for (int i = 0; i < 5000; i++) LOCAL.set(new int[] {i, LOCAL.get()[0]});
        int[] value = soft.get();
        System.out.println(LOCAL.get()[0] + " " + (value == null ? 42 : value[0]));
    }
}
