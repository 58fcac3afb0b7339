// Labelled loops, break and continue through several levels, odd loop forms.

public class Loops {
    public static void main(String[] args) {
        int n = 0;
        outer: for (int i = 0; i < 10; i++) {
            inner: for (int j = 0; ; j++) {
                if (j == i) continue outer;
                if (i * j == 42) break outer;
                int k = 0;
                do {
                    if (k++ == 3) continue inner;
                    n += k;
                } while (true);
            }
        }
        System.out.println(n);
        block: {
            if (n > 3) break block;
            System.out.println("never");
        }
        int w = 100;
        while (w-- > 0) if (w % 7 == 3) break;
        System.out.println(w);
        for (int i = 0, j = 10; i < j; i += 2, j--) System.out.print(i + ":" + j + " ");
        System.out.println();
        int t = 0;
        for (; ; ) { if (++t > 5) break; }
        System.out.println(t);
        for (String s : new String[] {"a", "b"}) for (char c : s.toCharArray()) System.out.print((int) c + " ");
        for (int v : java.util.List.of(3, 1, 2)) System.out.print(v);
        System.out.println();
        long total = 0;
        for (long l = Integer.MAX_VALUE - 2L; l < Integer.MAX_VALUE + 3L; l++) total ^= l * 31;
        System.out.println(total);
        int over = 0;
        for (int i = Integer.MAX_VALUE - 3; i > 0; i++) over++;
        System.out.println(over);
        double d = 0;
        int c = 0;
        while (d < 1.0) {
            d += 0.1;
            c++;
        }
        System.out.println(c + " " + d);
        for (byte b = 120; b > 0; b++) System.out.print(b + " ");
        System.out.println();
        int i = 0;
        i = i++ + i++;
        System.out.println(i);
        int[] arr = {0, 0, 0};
        int p = 0;
        arr[p++] = p++;
        arr[p] = p = 1;
        System.out.println(java.util.Arrays.toString(arr) + p);
    }
}
