// StackOverflowError in compiled code, and recursion that goes through compiled, interpreted and native frames.
// vm: -Xmixed -Xbatch -Xss512k

import java.lang.reflect.Method;

public class Overflow {
    static int depth;

    static int plain(int n) {
        depth = n;
        return 1 + plain(n + 1);
    }

    static synchronized int locked(int n) {
        depth = n;
        return 1 + locked(n + 1);
    }

    static int limited(int n) {
        return n == 0 ? 0 : 1 + limited(n - 1);
    }

    static Method method;

    static int reflective(int n) throws Exception {
        return n == 0 ? 0 : 1 + (Integer) method.invoke(null, n - 1);
    }

    static boolean overflows(Runnable r) {
        try {
            r.run();
            return false;
        } catch (StackOverflowError e) {
            return e.getStackTrace().length == 1024;
        }
    }

    public static void main(String[] args) throws Exception {
        for (int i = 0; i < 5000; i++) {
            limited(10);
        }
        for (int i = 0; i < 20; i++) {
            depth = 0;
            System.out.println(overflows(() -> plain(0)) + " " + (depth > 1000) + " " + limited(500));
            depth = 0;
            System.out.println(overflows(() -> locked(0)) + " " + (depth > 1000) + " " + Thread.holdsLock(Overflow.class));
        }
        method = Overflow.class.getDeclaredMethod("reflective", int.class);
        int sum = 0;
        for (int i = 0; i < 2000; i++) {
            sum += reflective(i % 20);
        }
        System.out.println(sum);
    }
}
