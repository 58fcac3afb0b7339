// Loops that are entered in the middle by compiled code: values, monitors, exceptions.
// vm: -Xmixed -Xbatch -XX:-OmitStackTraceInFastThrow

public class Loops {
    static final Object LOCK = new Object();

    static double values(int n, long a, double d, float f, String s) {
        int i = 0;
        long sum = a;
        double product = d;
        while (i < n) {
            sum += i * 3L;
            product += f;
            if ((i & 0xffff) == 0) {
                s = s.length() > 20 ? "" : s + i;
            }
            i++;
        }
        return sum + product + s.length();
    }

    static synchronized int locked(int n) {
        int sum = 0;
        for (int i = 0; i < n; i++) {
            sum += i ^ 5;
        }
        return sum + (Thread.holdsLock(Loops.class) ? 1 : 0);
    }

    static int inBlock(int n) {
        int sum = 0;
        synchronized (LOCK) {
            for (int i = 0; i < n; i++) {
                sum += i % 7;
            }
            sum += Thread.holdsLock(LOCK) ? 1 : 0;
        }
        return sum + (Thread.holdsLock(LOCK) ? 1000 : 0);
    }

    static int blockInside(int n) {
        int sum = 0;
        for (int i = 0; i < n; i++) {
            synchronized (LOCK) {
                sum += i % 5;
            }
        }
        return sum;
    }

    static synchronized int throwing(int[] a, int n) {
        int sum = 0;
        for (int i = 0; i < n; i++) {
            sum += a[i % (i < n - 1 ? 10 : 20) == 15 ? 11 : i % 10];
            if (i == n - 1) {
                sum += a[a.length];
            }
        }
        return sum;
    }

    static synchronized int throwingInBlock(int[] a, int n) {
        synchronized (LOCK) {
            int sum = 0;
            for (int i = 0; i < n; i++) {
                sum += a[i == n - 1 ? -1 : i % 10];
            }
            return sum;
        }
    }

    static int catching(int n) {
        int caught = 0;
        int[] a = new int[3];
        for (int i = 0; i < n; i++) {
            try {
                a[i % 4]++;
            } catch (ArrayIndexOutOfBoundsException e) {
                caught++;
            } finally {
                caught += 2;
            }
        }
        return caught + a[0];
    }

    static long nested(int n) {
        long sum = 0;
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                for (int k = j; k > 0; k >>= 1) {
                    sum += i ^ j ^ k;
                }
            }
        }
        return sum;
    }

    static void nothing(int n) {
        for (int i = n; i > 0; i--) {
        }
    }

    interface Body {
        Object run();
    }

    static void check(String name, Body body) {
        for (int i = 0; i < 2; i++) {
            try {
                System.out.println(name + " " + body.run());
            } catch (RuntimeException e) {
                System.out.println(name + " " + e + " at " + e.getStackTrace()[0]);
            }
            System.out.println(Thread.holdsLock(LOCK) + " " + Thread.holdsLock(Loops.class));
        }
    }

    public static void main(String[] args) {
        int n = 300_000;
        check("values", () -> values(n, 1L << 40, 1.5, 0.25f, "x"));
        check("locked", () -> locked(n));
        check("inBlock", () -> inBlock(n));
        check("blockInside", () -> blockInside(n));
        check("throwing", () -> throwing(new int[12], n));
        check("throwingInBlock", () -> throwingInBlock(new int[12], n));
        check("catching", () -> catching(n));
        check("nested", () -> nested(400));
        nothing(n);
    }
}
