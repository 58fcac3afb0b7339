// vm: -XX:+IgnoreUnrecognizedVMOptions -XX:+UnlockDiagnosticVMOptions -XX:+GCStress -XX:GCStressInterval=1500 -XX:+VerifyHeap
// timeout: 120
// Native code that makes objects, stores them into old arrays and fields, and holds elements, strings and handles of every kind,
// while the heap is collected again and again.

public class StoresUnderGc {
    static Object still;
    Object field;
    static int calls;

    static native void fill(Object[] to, int rounds);

    static native void fields(StoresUnderGc object, int rounds);

    static native long elements(int[] array, long[] other);

    static native long critical(int[] array, int rounds);

    static native String strings(String text, int rounds);

    static native Object frames(int depth);

    static native int weak(Object[] objects);

    static native int caught(int n);

    /** Called from C: allocates, so that the heap is collected under the caller's feet. */
    static int churn(int n) {
        int sum = 0;
        for (int i = 0; i < n; i++) sum += new int[] {i, n}[1];
        calls++;
        return sum;
    }

    static Object fail(int n) {
        throw new IllegalStateException("from Java " + n);
    }

    static String show(Object o) {
        return o instanceof Object[] a ? a.length + show(a[a.length - 1]) : String.valueOf(o);
    }

    public static void main(String[] args) throws Exception {
        System.loadLibrary("StoresUnderGc");
        Object[] old = new Object[100];
        StoresUnderGc object = new StoresUnderGc();
        int[] ints = new int[1000];
        long[] longs = new long[300];
        System.gc();
        fill(old, 1000);
        int hash = 0;
        for (Object o : old) hash = hash * 31 + show(o).hashCode();
        System.out.println(hash);
        fields(object, 500);
        System.out.println(show(object.field) + " " + show(still));
        System.out.println(elements(ints, longs) + " " + ints[7] + " " + longs[7]);

        Thread[] threads = new Thread[3];
        long[] sums = new long[threads.length];
        for (int t = 0; t < threads.length; t++) {
            int me = t;
            threads[t] = new Thread(() -> sums[me] = critical(new int[500 + me], 40));
            threads[t].start();
        }
        churn(5000);
        for (Thread t : threads) t.join();
        System.out.println(sums[0] + " " + sums[1] + " " + sums[2]);
        System.out.println(strings("text \u00e9\u4e2d", 200));
        System.out.println(show(frames(20)));
        System.out.println(weak(old));
        System.out.println(caught(50) + " " + (calls > 100));
    }
}
