// Code for a loop knows the monitors that the method has entered before it: on the normal way out, with an exception, and
// when it is left at a place that was not resolved.

public class LoopInMonitor {
    static final Object OUTER = new Object(), INNER = new Object();
    static int sum;

    static class Late {
        static int value(int i) {
            if (i % 2 == 0) throw new IllegalStateException("late " + i);
            return i;
        }
    }

    static String held() {
        return Thread.holdsLock(OUTER) + " " + Thread.holdsLock(INNER);
    }

    static void normal() {
        synchronized (OUTER) {
            synchronized (INNER) {
                for (int i = 0; i < 300_000; i++) sum += i;
            }
            System.out.println(held());
            for (int i = 0; i < 300_000; i++) sum ^= i;
        }
        System.out.println(held());
    }

    static int left(int odd) {
        synchronized (OUTER) {
            try {
                synchronized (INNER) {
                    for (int i = 0; i < 300_000; i++) sum += i;
                    return Late.value(odd);
                }
            } finally {
                System.out.println(held());
                sum++;
            }
        }
    }

    static void thrown(int[] a) {
        synchronized (OUTER) {
            synchronized (INNER) {
                for (int i = 0; i < 300_000; i++) a[i] = i;
            }
        }
    }

    static synchronized void method() {
        synchronized (OUTER) {
            for (int i = 0; i < 300_000; i++) sum += i;
            throw new IllegalStateException(held() + " " + Thread.holdsLock(LoopInMonitor.class));
        }
    }

    static void attempt(Runnable r) {
        try {
            r.run();
        } catch (RuntimeException e) {
            System.out.println(e);
        }
        System.out.println(held() + " " + Thread.holdsLock(LoopInMonitor.class));
    }

    public static void main(String[] args) throws Exception {
        for (int round = 0; round < 3; round++) {
            int n = round;
            attempt(LoopInMonitor::normal);
            attempt(() -> System.out.println(left(2 * n + 1)));
            attempt(() -> System.out.println(left(2 * n)));
            attempt(() -> thrown(new int[200_000]));
            attempt(LoopInMonitor::method);
        }
        Thread other = new Thread(() -> {
            synchronized (OUTER) {
                synchronized (INNER) {
                    System.out.println("free " + sum);
                }
            }
        });
        other.start();
        other.join();
    }
}
