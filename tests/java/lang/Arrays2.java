// Arrays: covariance, multi-dimensional, clone, bounds, every element type, arraycopy.

import java.util.*;

public class Arrays2 {
    public static void main(String[] args) {
        int[][][] m = new int[2][3][];
        m[1][2] = new int[] {1, 2};
        System.out.println(Arrays.deepToString(m) + m.getClass().getName() + m[0].getClass() + new Object[0][0].getClass() + boolean[][].class
                + void.class);
        long[][] q = new long[3][0];
        System.out.println(q[2].length);
        int[][] z = new int[0][5];
        System.out.println(z.length);
        byte[] b = {(byte) 200};
        short[] s = {(short) 70000};
        char[] c = {(char) -1};
        boolean[] bo = {true, false};
        float[] f = {1.1f};
        double[] d = {2.2};
        long[] l = {3};
        b[0] += 100;
        s[0]--;
        c[0]++;
        f[0] *= 2;
        d[0] /= 3;
        l[0] <<= 40;
        bo[1] |= bo[0];
        System.out.println(b[0] + " " + s[0] + " " + (int) c[0] + " " + f[0] + " " + d[0] + " " + l[0] + bo[1]);
        Object[] cov = new String[2];
        try { cov[0] = 1; } catch (ArrayStoreException e) { System.out.println(e.getMessage()); }
        try {
            Object[][] cc = new String[1][1];
            cc[0] = new Integer[1];
        } catch (ArrayStoreException e) { System.out.println(e.getMessage()); }
        cov[1] = null;
        Comparable<?>[] cs = new Integer[] {1};
        System.out.println(cs instanceof Number[]);
        Object ser = new int[0];
        System.out.println((ser instanceof Cloneable) + " " + (ser instanceof java.io.Serializable));
        int[] a = {1, 2, 3, 4, 5};
        int[] cl = a.clone();
        cl[0] = 9;
        System.out.println(a[0] + " " + cl[0] + a.equals(cl));
        System.arraycopy(a, 0, a, 1, 4);
        System.out.println(Arrays.toString(a));
        System.arraycopy(a, 2, a, 0, 3);
        System.out.println(Arrays.toString(a));
        Object[][] bad = {{new int[2], 0, new long[2], 0, 1}, {new int[2], 0, new int[2], 1, 2}, {new int[2], -1, new int[2], 0, 1},
                {"x", 0, new int[2], 0, 1}, {new int[2], 0, new int[2], 0, -1}, {new Object[] {"a", 1, "b"}, 0, new String[3], 0, 3},
                {null, 0, new int[1], 0, 0}, {new Object[2], 0, new int[2], 0, 1}, {new int[3], Integer.MAX_VALUE, new int[3], 0, 1}};
        for (Object[] t : bad) try {
            System.arraycopy(t[0], (int) t[1], t[2], (int) t[3], (int) t[4]);
            System.out.println("ok");
        } catch (Exception e) {
            System.out.println(e.getClass().getSimpleName() + ": " + e.getMessage() + (t[2] instanceof String[] r ? Arrays.toString(r)
                    : ""));
        }
        for (int n : new int[] {-1, Integer.MIN_VALUE}) try { Object o = new String[n][2]; } catch (NegativeArraySizeException e) {
            System.out.println(e.getMessage());
        }
        try { Object o = new int[3][-2]; } catch (NegativeArraySizeException e) {
            System.out.println(e.getMessage());
        }
        for (int i : new int[] {-1, 5, Integer.MAX_VALUE}) {
            try { a[i]++; } catch (ArrayIndexOutOfBoundsException e) { System.out.println(e.getMessage()); }
            try { "abcde".charAt(i); } catch (StringIndexOutOfBoundsException e) {
                System.out.println(e.getMessage());
            }
        }
        int[][] jag = {{1}, {}, {1, 2, 3}, null};
        System.out.println(Arrays.deepToString(jag));
        int sum = 0;
        for (int[] r : jag) if (r != null) for (int v : r) sum += v;
        System.out.println(sum);
        int[][] cl2 = jag.clone();
        System.out.println(cl2[0] == jag[0]);
        long[] big = new long[100000];
        for (int i = 0; i < big.length; i++) big[i] = (long) i * i;
        System.out.println(Arrays.hashCode(big));
        Integer[] boxed = new Integer[500];
        for (int i = 0; i < 500; i++) boxed[i] = (i * 7919) % 500;
        Arrays.sort(boxed, Comparator.reverseOrder());
        System.out.println(Arrays.hashCode(boxed));
        System.out.println(Arrays.mismatch(a, cl) + " " + Arrays.compare(a, cl) + Arrays.equals(a, a.clone()));
        String[][][][] deep = new String[2][2][2][2];
        deep[1][1][1][1] = "x";
        System.out.println(Arrays.deepHashCode(deep));
    }
}
