// Null checks of compiled code that are faults: in plain and inlined methods, with registers in use, under callers with handlers and
// monitors, near and far fields, calls, arrays; what the traces say, and what callers' values are afterwards.
// vm: -Xmixed -Xbatch -XX:-OmitStackTraceInFastThrow -XX:CompileCommand=quiet -XX:CompileCommand=dontinline,NullChecks::increase -XX:CompileCommand=dontinline,NullChecks::added -XX:CompileCommand=dontinline,NullChecks::live*

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

    /** Load, addition and store may be one instruction of the machine. */
    static int increase(NullChecks n) {
        n.value++;
        return 1;
    }

    /** The access may be part of the addition's instruction, which is on another line. */
    static int added(NullChecks n, int k) {
        return k * 3
                + n.value
                + 5;
    }

    static int opaque(int x) {
        return x <= 0 ? 1 : opaque(x - 1) + 1;
    }

    static int live1(NullChecks n) {
        return opaque(2) + n.value;
    }

    static int live2(NullChecks n, int a) {
        return opaque(1) + n.value + a;
    }

    static int live3(NullChecks n, int a, int b) {
        return opaque(2) + n.value + a + b;
    }

    static int live4(NullChecks n, int a, int b, int c) {
        return opaque(1) + n.value + a + b + c;
    }

    /** Values of the caller while a callee that has 1 to 4 registers in use throws. */
    static long survives(NullChecks n, int i) {
        int a = opaque(i & 3), b = a * 7 + i, c = b ^ a, d = c - b;
        long sum = 0;
        for (int k = 0; k < 4; k++) {
            try {
                sum += switch (k) {
                    case 0 -> live1(n);
                    case 1 -> live2(n, i);
                    case 2 -> live3(n, i, k);
                    default -> live4(n, i, k, a);
                };
            } catch (NullPointerException e) {
                sum += e.getStackTrace()[0].getLineNumber();
            }
            sum = sum * 31 + a + b * 3L + c * 5L + d * 7L;
        }
        return sum;
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
        StringBuilder text = new StringBuilder(e.getMessage()).append(' ');
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
            sum = sum * 31 + survives(n, i);
            try {
                sum += increase(n) + added(full, i);
            } catch (NullPointerException e) {
                seen.add(where(e));
            }
            try {
                sum += added(n, i);
            } catch (NullPointerException e) {
                seen.add(where(e));
            }
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
