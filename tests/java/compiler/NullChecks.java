// Null checks of compiled code that are faults: in plain and inlined methods, with registers in use, under callers with handlers and
// monitors, near and far fields, calls, arrays; what the traces say, and what callers' values are afterwards.
// vm: -Xmixed -Xbatch -XX:-OmitStackTraceInFastThrow

import java.util.ArrayList;
import java.util.List;

public class NullChecks {
    int value = 3;
    long wide;
    double real;
    byte small;
    Object ref;
    volatile int ordered;
    NullChecks next;

    int get() {
        return value;
    }

    static final class Leaf {
        int x;

        int get() {
            return x;
        }
    }

    interface Shape {
        int area();
    }

    static class Square implements Shape {
        int side = 2;

        public int area() {
            return side * side;
        }
    }

    static class Circle implements Shape {
        public int area() {
            return 3;
        }
    }

    static int leaf(NullChecks n) {
        return n.value;
    }

    static int inlined(NullChecks n, int k) {
        return leaf(n) + leaf(n.next) + k;
    }

    static long many(NullChecks n, int a, int b, long c, double d) {
        int x = a * b + 1;
        long y = c ^ x;
        double z = d * x;
        int w = a - b;
        for (int i = 0; i < 3; i++) {
            x += w;
            y += x * i;
            z += y;
        }
        n.wide = y;
        n.real = z;
        n.small = (byte) x;
        return n.next.wide + x + y + (long) z + w;
    }

    static int operation(int which, NullChecks n, int[] array, Leaf leaf, Shape shape) {
        switch (which) {
            case 0:
                return n.value;
            case 1:
                n.value = 4;
                return 1;
            case 2:
                n.ref = "x";
                return 2;
            case 3:
                return n.ordered;
            case 4:
                return n.get();
            case 5:
                return leaf.get();
            case 6:
                return array[2];
            case 7:
                return array.length;
            case 8:
                array[1] = 9;
                return 3;
            case 9:
                return shape.area();
            case 10:
                return n.hashCode() == 0 ? 1 : 2;
            case 11:
                n.small = 1;
                return n.small;
            default:
                return n.getClass() == NullChecks.class ? 5 : 6;
        }
    }

    static long keeps(NullChecks n, int seed) {
        int a = seed, b = seed * 3, c = seed ^ 77, d = seed + 9, e = seed * seed;
        long f = 1L << (seed & 31);
        double g = seed / 3.0;
        int got;
        try {
            got = inlined(n, seed);
        } catch (NullPointerException ex) {
            got = -1;
        }
        return a + b + c + d + e + f + (long) (g * 1000) + got;
    }

    static synchronized int guarded(NullChecks n) {
        return n.value;
    }

    static int underMonitor(Object lock, NullChecks n) {
        synchronized (lock) {
            return leaf(n);
        }
    }

    static String where(NullPointerException e) {
        StringBuilder text = new StringBuilder();
        for (StackTraceElement frame : e.getStackTrace()) {
            text.append(frame.getMethodName()).append(':').append(frame.getLineNumber()).append(' ');
        }
        return text.toString();
    }

    public static void main(String[] args) {
        NullChecks full = new NullChecks();
        full.next = new NullChecks();
        Shape[] shapes = {new Square(), new Circle()};
        int[] array = {1, 2, 3};
        Leaf leaf = new Leaf();
        long sum = 0;
        List<String> seen = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            boolean none = i % 1000 == 999 || i > 19_980;
            NullChecks n = none ? null : full;
            try {
                int which = i % 13;
                sum = sum * 31 + operation(which, n, none ? null : array, none ? null : leaf,
                        none ? null : shapes[i % 2]);
            } catch (NullPointerException e) {
                seen.add(where(e));
            }
            try {
                NullChecks half = i % 2000 == 1999 ? new NullChecks() : n;
                sum = sum * 31 + many(half, i, i % 7, i * 5L, i / 2.0);
            } catch (NullPointerException e) {
                seen.add(where(e));
            }
            sum = sum * 31 + keeps(n, i);
            try {
                sum += guarded(n);
            } catch (NullPointerException e) {
                sum += Thread.holdsLock(NullChecks.class) ? 1000 : 1;
            }
            try {
                sum += underMonitor(full, n);
            } catch (NullPointerException e) {
                sum += Thread.holdsLock(full) ? 1000 : 2;
            }
        }
        System.out.println(sum);
        for (String s : seen) {
            System.out.println(s);
        }
    }
}
