/** Array loads and stores: bubble and heap sort, prefix sums, byte histograms. */
public class Arrays1 {
    static void heapSort(int[] v) {
        for (int i = v.length / 2 - 1; i >= 0; i--) sift(v, i, v.length);
        for (int end = v.length - 1; end > 0; end--) {
            int t = v[0];
            v[0] = v[end];
            v[end] = t;
            sift(v, 0, end);
        }
    }

    static void sift(int[] v, int root, int end) {
        for (int child = 2 * root + 1; child < end; child = 2 * root + 1) {
            if (child + 1 < end && v[child] < v[child + 1]) child++;
            if (v[root] >= v[child]) return;
            int t = v[root];
            v[root] = v[child];
            v[child] = t;
            root = child;
        }
    }

    public static void main(String[] args) {
        long sum = 0;
        int seed = 42;
        for (int round = 0; round < 45; round++) {
            int[] v = new int[20000];
            byte[] bytes = new byte[v.length];
            for (int i = 0; i < v.length; i++) {
                seed = seed * 1103515245 + 12345;
                v[i] = seed >>> 8;
                bytes[i] = (byte) seed;
            }
            int[] histogram = new int[256];
            for (byte b : bytes) histogram[b & 255]++;
            heapSort(v);
            long[] prefix = new long[v.length];
            for (int i = 1; i < v.length; i++) prefix[i] = prefix[i - 1] + v[i] * (long) histogram[i & 255];
            sum ^= prefix[v.length - 1];
        }
        System.out.println("Arrays1 " + sum);
    }
}
