// Hot code reaches places that were not resolved when it was compiled: inlined, in loops, with monitors and many values.
// vm: -Xmixed -Xbatch

public class Traps {
    static class Late {
        static int count = init();
        int value;

        static int init() {
            System.out.println("Late is initialised");
            return 10;
        }

        Late(int v) {
            value = v;
        }

        int add(int n) {
            count += n;
            return value + count;
        }
    }

    static class Later {
        static long big = 1L << 33;
    }

    static class Failing {
        static int x;

        static {
            if (true) {
                throw new IllegalStateException("not today");
            }
        }
    }

    static int inlined(int i, int a, long b, double c) {
        if (i == 9000) {
            return new Late(a).add((int) b) + (int) c;
        }
        return a + (int) b;
    }

    static int caller(int i) {
        int x = i * 3, y = i ^ 5;
        long z = i * 7L;
        return x + inlined(i, y, z, i / 2.0) - y + (int) z;
    }

    synchronized long locked(int i, String s) {
        Object lock = s;
        synchronized (lock) {
            if (i >= 9000) {
                return Later.big + i + (Thread.holdsLock(this) ? 1 : 0) + (Thread.holdsLock(lock) ? 2 : 0);
            }
            return i;
        }
    }

    static int failing(int i) {
        return i < 9000 ? i : Failing.x;
    }

    static String text(int i) {
        return i < 9000 ? "" : "late " + i + lambda(() -> i + 1).get();
    }

    static java.util.function.Supplier<Integer> lambda(java.util.function.Supplier<Integer> s) {
        return s;
    }

    static int inOperands(int i, int[] a) {
        return i + a[i & 3] * (i < 9000 ? 1 : Other.f(i, a)) + a[1];
    }

    static class Other {
        static int f(int i, int[] a) {
            return i + a.length;
        }
    }

    public static void main(String[] args) {
        long sum = 0;
        Traps t = new Traps();
        int[] a = {1, 2, 3, 4};
        for (int i = 0; i < 12_000; i++) {
            sum += caller(i);
            sum += t.locked(i, "lock");
            try {
                sum += failing(i);
            } catch (Throwable e) {
                if (i < 9002) {
                    System.out.println(e + " at " + e.getStackTrace()[0]);
                }
            }
            String s = text(i);
            sum += s.length();
            sum += inOperands(i, a);
            if (Thread.holdsLock(t) || Thread.holdsLock("lock")) {
                System.out.println("still locked at " + i);
            }
        }
        System.out.println(sum);
    }
}
