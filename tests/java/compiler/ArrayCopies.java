import java.util.Arrays;

/** System.arraycopy in compiled code: overlaps, ends, and everything that it throws. */
public class ArrayCopies {
    static String attempt(Object from, int at, Object to, int position, int length) {
        try {
            System.arraycopy(from, at, to, position, length);
            return "copied";
        } catch (RuntimeException e) {
            return e.getClass().getSimpleName() + ": " + e.getMessage() + " in " + e.getStackTrace()[0].getMethodName();
        }
    }

    static int shift(int[] a, int n) {
        System.arraycopy(a, 0, a, n, a.length - n);
        System.arraycopy(a, n, a, 0, a.length - n);
        return a[0] + a[a.length - 1];
    }

    static void print(String what) {
        System.out.println(what);
    }

    public static void main(String[] args) {
        int[] numbers = new int[40];
        long sum = 0;
        for (int i = 0; i < 30_000; i++) {
            numbers[i % 40] = i;
            sum += shift(numbers, i % 41);
            sum += attempt(numbers, 1, numbers, 2, 3).length();
        }
        print(sum + " " + Arrays.hashCode(numbers));
        Object[] objects = {"a", 1, null, "b", 2L};
        String[] strings = {"x", "y", "z", "u", "v"};
        Number[] some = new Number[5];
        print(attempt(null, 0, objects, 0, 1));
        print(attempt(objects, 0, null, 0, 0));
        print(attempt("no array", 0, objects, 0, 1));
        print(attempt(objects, 0, "no array", 0, 1));
        print(attempt(numbers, 0, new long[3], 0, 1));
        print(attempt(numbers, 0, objects, 0, 0));
        print(attempt(numbers, -1, numbers, 0, 1));
        print(attempt(numbers, 0, numbers, -1, 1));
        print(attempt(numbers, 0, numbers, 0, -1));
        print(attempt(numbers, Integer.MIN_VALUE, numbers, 0, Integer.MIN_VALUE));
        print(attempt(numbers, Integer.MAX_VALUE, numbers, 0, Integer.MAX_VALUE));
        print(attempt(numbers, 39, numbers, 0, 2));
        print(attempt(numbers, 0, numbers, 40, 0));
        print(attempt(numbers, 0, numbers, 41, 0));
        print(attempt(strings, 1, objects, 0, 2) + Arrays.toString(objects));
        print(attempt(objects, 0, objects, 1, 4) + Arrays.toString(objects));
        print(attempt(objects, 0, strings, 0, 3) + Arrays.toString(strings));
        print(attempt(new Object[] {"w", 5, "t"}, 0, strings, 0, 3) + Arrays.toString(strings));
        print(attempt(new Integer[] {7, 8}, 0, some, 3, 2) + Arrays.toString(some));
        print(attempt(new Object[][] {{1}, null}, 0, objects, 0, 2) + objects[1]);
        print(attempt(new byte[3], 0, new boolean[3], 0, 0));
    }
}
