// Objects that were new become old at a collection between two stores, and must be remembered again: at allocations, calls, polls, loops,
// where ways meet, in constructors, for arrays.
// vm: -Xmixed -Xbatch -Xmx48m -XX:+IgnoreUnrecognizedVMOptions -XX:+UnlockDiagnosticVMOptions -XX:+GCStress -XX:GCStressInterval=200

public class Barriers {
    Object a, b;
    Object[] many;
    Barriers next;

    Barriers(int i) {
        a = new int[] {i};
        b = new int[] {i + 1};
        many = new Object[3];
        many[0] = new int[] {i + 2};
        many[1] = new int[] {i + 3};
        next = null;
        many[2] = a;
    }

    static int[] fresh(int i) {
        return new int[] {i, i};
    }

    static Barriers loop(int i) {
        Barriers x = new Barriers(i);
        Barriers y = x;
        for (int k = 0; k < 4; k++) {
            y.a = new int[] {k};
            if ((k & 1) == 0) {
                y.b = fresh(k + 10);
            } else {
                x.many[k - 1] = new int[] {k + 20};
            }
            y.next = new Barriers(k);
            y.next.b = y.a;
            y = y.next;
        }
        return x;
    }

    static Object[] array(int n) {
        Object[] out = new Object[n];
        for (int i = 0; i < n; i++) {
            out[i] = new int[] {i};
        }
        out[n - 1] = out[0];
        out[0] = new int[] {n};
        return out;
    }

    static Barriers diamond(Barriers old, int i) {
        Barriers x = old;
        if (i % 3 == 0) {
            x = new Barriers(i);
        } else if (i % 3 == 1) {
            x.a = null;
        } else {
            x.a = old.b;
        }
        x.b = new int[] {i + 5};
        x.a = new int[] {i + 6};
        return x;
    }

    static int value(Object o) {
        return o == null ? -1 : ((int[]) o)[0];
    }

    int sum() {
        int sum = value(a) * 3 + value(b) * 5;
        for (Object o : many) {
            sum = sum * 7 + value(o);
        }
        return next == null ? sum : sum * 11 + next.sum();
    }

    public static void main(String[] args) {
        Barriers[] kept = new Barriers[64];
        Object[][] arrays = new Object[16][];
        long sum = 0;
        for (int i = 0; i < 12_000; i++) {
            Barriers made = loop(i);
            sum = sum * 31 + made.sum();
            int at = i % kept.length;
            kept[at] = diamond(kept[at] == null ? made : kept[at], i);
            arrays[i % arrays.length] = array(i % 20 + 2);
            if (i % 50 == 0) {
                for (Barriers b : kept) {
                    sum = sum * 31 + (b == null ? 0 : b.sum());
                }
                for (Object[] array : arrays) {
                    for (int k = 0; array != null && k < array.length; k++) {
                        sum = sum * 31 + value(array[k]);
                    }
                }
            }
        }
        System.out.println(sum);
    }
}
