/** Throwing and catching near and far, with and without traces, finally blocks. */
public class Exceptions {
    static final class Light extends RuntimeException {
        Light() { super(null, null, false, false); }
    }

    static final Light LIGHT = new Light();

    static int deep(int n) {
        if (n == 0) throw LIGHT;
        try {
            return deep(n - 1) + 1;
        } finally {
            count++;
        }
    }

    static int count;

    public static void main(String[] args) {
        long sum = 0;
        for (int i = 0; i < 300000; i++) {
            try {
                deep(i % 12);
            } catch (Light e) {
                sum++;
            }
            try {
                if (i % 4 == 0) throw new IllegalStateException("x");
                sum += new int[2][i % 3].length;
            } catch (IllegalStateException e) {
                sum += e.getMessage().length();
            }
            try {
                Object[] a = new Object[1];
                a[i & 1] = a;
            } catch (ArrayIndexOutOfBoundsException e) {
                sum += 3;
            }
        }
        System.out.println("Exceptions " + sum + " " + count);
    }
}
