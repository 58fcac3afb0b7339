// Compiled frames are left at random calls, polls and allocations: values of all types on stacks and in locals, results of
// calls, inlined frames, held monitors, exceptions on their way to handlers.
// vm: -Xmixed -Xbatch -XX:+IgnoreUnrecognizedVMOptions -XX:+UnlockDiagnosticVMOptions -XX:+DeoptimizeALot -XX:DeoptimizeALotInterval=7

import java.util.ArrayList;
import java.util.List;

public class Deoptimized {
    static int depth;

    // Not inlined by size or recursion: results of all types.
    static int i(int n) {
        return n == 0 ? 1 : i(n - 1) + n;
    }

    static long l(int n, long x) {
        return n == 0 ? x : l(n - 1, x * 31 + n) ^ n;
    }

    static float f(int n, float x) {
        return n == 0 ? x : f(n - 1, x * 1.5f) + n;
    }

    static double d(int n, double x) {
        return n == 0 ? x : d(n - 1, x / 1.25) - n;
    }

    static boolean z(int n) {
        return n == 0 || !z(n - 1);
    }

    static byte b(int n) {
        return n == 0 ? (byte) 200 : (byte) (b(n - 1) * 3);
    }

    static char c(int n) {
        return n == 0 ? 'x' : (char) (c(n - 1) * 7);
    }

    static short s(int n) {
        return n == 0 ? (short) 40000 : (short) (s(n - 1) + 9999);
    }

    static String o(int n) {
        return n == 0 ? "" : o(n - 1) + n;
    }

    static int[] array(int n) {
        return n == 0 ? new int[3] : array(n - 1);
    }

    static double mixed(int n, long a, float b, double c, String s) {
        // Operands of every kind wait on the stack while the calls run.
        return n + (a + (b + (c + (i(n & 7) + l(n & 7, a) + f(n & 7, b) + d(n & 7, c) + o(n & 7).length()))))
                + s.length() + (z(n & 7) ? 1 : 0) + b(n & 7) + c(n & 7) + s(n & 7) + array(n & 7)[1];
    }

    static class Failure extends RuntimeException {
        final int value;

        Failure(int value) {
            super(null, null, false, false);
            this.value = value;
        }
    }

    static int thrower(int n) {
        if (n % 3 == 0) {
            throw new Failure(n);
        }
        return n;
    }

    static int deep(int n, int k) {
        return k == 0 ? thrower(n) : deep(n, k - 1) + 1;
    }

    static int catching(int n) {
        int local = n * 7;
        long wide = n * 11L;
        try {
            local += deep(n, n & 3);
            wide += deep(n + 1, n & 3);
        } catch (Failure failure) {
            return failure.value + local + (int) wide;
        } finally {
            local++;
            depth += local;
        }
        return local + (int) wide;
    }

    synchronized int locked(int n) {
        Object other = this.getClass();
        synchronized (other) {
            int r = i(n & 15);
            synchronized (this) {
                try {
                    r += deep(n, n & 3);
                } catch (Failure failure) {
                    r -= failure.value;
                }
            }
            if (!Thread.holdsLock(this) || !Thread.holdsLock(other)) {
                throw new AssertionError("lost a monitor");
            }
            if (n % 5 == 0) {
                thrower(n);
            }
            return r;
        }
    }

    static int inner(int n, int x) {
        return i(n & 3) + x;
    }

    static int middle(int n, int x) {
        return inner(n, x + 1) * 3 - inner(x, n);
    }

    static int outer(int n) {
        int a = n ^ 77, b = n * 5;
        int r = middle(a, b);
        return r + a - b;
    }

    static Object[] allocate(int n) {
        Object[] all = {new int[n & 3], new Object[2][n & 3], new StringBuilder().append(n), new long[n & 7]};
        return all;
    }

    interface Shape {
        double area(double k);
    }

    static double shapes(Shape[] shapes, int n) {
        double sum = 0;
        for (Shape shape : shapes) {
            sum += shape.area(n) + shape.area(-n);
        }
        return sum;
    }

    static int trace(int n) {
        return n == 0 ? new Throwable().getStackTrace().length : trace(n - 1);
    }

    static long loops(int n) {
        long sum = 0;
        double product = 1;
        for (int a = 0; a < n; a++) {
            for (int b = a; b < n; b += 3) {
                sum += a * b;
                switch (b & 3) {
                    case 0: product *= 1.0001; continue;
                    case 1: sum ^= a; break;
                    case 2: sum += (long) product; break;
                    default: sum--;
                }
            }
        }
        return sum + (long) product;
    }

    public static void main(String[] args) throws Exception {
        double total = 0;
        long sum = 0;
        int failures = 0;
        Deoptimized self = new Deoptimized();
        Shape[] shapes = {k -> k * 2, k -> k * k, new Shape() {
            public double area(double k) {
                return i((int) k & 7);
            }
        }};
        int traceDepth = trace(5);
        List<String> strings = new ArrayList<>();
        for (int n = 0; n < 6000; n++) {
            total += mixed(n, n * 3L, n / 2f, n / 3.0, "abc");
            sum += catching(n) + outer(n);
            try {
                sum += self.locked(n);
            } catch (Failure failure) {
                failures += failure.value;
            }
            if (Thread.holdsLock(self)) {
                throw new AssertionError("monitor kept");
            }
            Object[] all = allocate(n);
            sum += ((int[]) all[0]).length + ((Object[][]) all[1])[1].length + all[2].toString().length()
                    + ((long[]) all[3]).length;
            total += shapes(shapes, n);
            if (trace(5) != traceDepth) {
                throw new AssertionError("trace of " + trace(5));
            }
            if (n % 500 == 0) {
                sum += loops(300);
                strings.add(o(n & 15));
            }
        }
        System.out.println(total + " " + sum + " " + failures + " " + depth);
        System.out.println(strings);
        Thread[] threads = new Thread[3];
        long[] results = new long[threads.length];
        for (int t = 0; t < threads.length; t++) {
            int number = t;
            threads[t] = new Thread(() -> {
                for (int n = 0; n < 2000; n++) {
                    results[number] += outer(n + number) + catching(n) % 1 + loops(n % 60);
                }
            });
            threads[t].start();
        }
        for (int t = 0; t < threads.length; t++) {
            threads[t].join();
            System.out.println(results[t]);
        }
    }
}
