// vm: -Xmx256m
// Large arrays come, go and keep their contents; copies across generations.

import java.util.*;

public class BigArrays {
    public static void main(String[] a) {
        Object[] roots = new Object[8];
        long sum = 0;
        for (int r = 0; r < 120; r++) {
            int size = 1 << (12 + r % 10);
            Object o;
            switch (r % 5) {
                case 0: {
                    int[] x = new int[size];
                    Arrays.fill(x, r);
                    o = x;
                    break;
                }
                case 1: {
                    long[] x = new long[size / 2];
                    x[x.length - 1] = r;
                    o = x;
                    break;
                }
                case 2: {
                    Object[] x = new Object[size];
                    for (int i = 0; i < size; i += 97) x[i] = Integer.valueOf(i + r);
                    o = x;
                    break;
                }
                case 3: {
                    double[][] x = new double[64][size / 64];
                    x[63][size / 64 - 1] = r;
                    o = x;
                    break;
                }
                default: {
                    byte[] x = new byte[size * 4];
                    x[size] = (byte) r;
                    o = x;
                }
            }
            roots[r % 8] = o;
            for (int i = 0; i < 50; i++) sum += new int[1000].length;
            if (r % 8 == 7) {
                System.gc();
                for (Object q : roots) sum += q instanceof int[] x ? x[x.length - 1] : q instanceof long[] x ? x[x.length - 1] : q instanceof Object[] x
                        && !(q instanceof double[][]) ? check(x) : q instanceof double[][] x ? (long) x[63][x[63].length - 1] : ((byte[]) q).length;
            }
        }
        System.out.println(sum);
        Object[] src = new Object[50000];
        for (int i = 0; i < src.length; i++) src[i] = "o" + i;
        System.gc();
        Object[] dst = new Object[50000];
        for (int k = 0; k < 20; k++) {
            System.arraycopy(src, k, dst, 0, src.length - k);
            System.arraycopy(dst, 0, dst, 5, 40000);
            byte[] junk = new byte[2 << 20];
        }
        System.gc();
        int h = 0;
        for (Object o : dst) h = h * 31 + (o == null ? 0 : o.hashCode());
        System.out.println(h);
        Object[] cl = dst.clone();
        System.gc();
        System.out.println(Arrays.equals(cl, dst));
    }

    static long check(Object[] x) {
        long s = 0;
        for (Object o : x) if (o != null) s += (Integer) o;
        return s;
    }
}
