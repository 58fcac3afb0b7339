// live: 20
import java.lang.ref.ReferenceQueue;
import java.lang.ref.SoftReference;
import java.lang.ref.WeakReference;
import java.util.WeakHashMap;

/** Weak and soft caches: many weak references with a queue, a weak map, softly held values that are made again. */
public final class Caches {
    static final class Value {
        final int number;
        final byte[] data;

        Value(int number, int bytes) {
            this.number = number;
            data = new byte[bytes];
        }
    }

    @SuppressWarnings("unchecked")
    public static void main(String[] args) {
        ReferenceQueue<Object> queue = new ReferenceQueue<>();
        WeakReference<Value>[] weak = new WeakReference[150_000];
        Value[] strong = new Value[weak.length / 2];
        SoftReference<Value>[] soft = new SoftReference[2_000];
        WeakHashMap<Object, Integer> map = new WeakHashMap<>();
        Object[] keys = new Object[20_000];
        int random = 3;
        long sum = 0;
        for (int i = 0; i < 2_000_000; i++) {
            random = random * 1103515245 + 12345;
            int n = random >>> 8;
            Value value = new Value(i, 24);
            weak[n % weak.length] = new WeakReference<>(value, queue);
            if ((i & 1) == 0) {
                strong[n % strong.length] = value;
            }
            if ((i & 7) == 0) {
                Object key = new Object();
                keys[n % keys.length] = key;
                map.put(key, i);
            }
            int s = n % soft.length;
            Value cached = soft[s] == null ? null : soft[s].get();
            if (cached == null) {
                cached = new Value(s, 500);
                soft[s] = new SoftReference<>(cached);
            }
            sum += cached.number;
            while (queue.poll() != null) {
                random += 0;
            }
        }
        System.out.println(sum);
    }
}
