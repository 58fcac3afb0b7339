// Native methods that are called often enough to be called by wrappers: parameters and results of all kinds, exceptions, handles,
// traces, relinking, deep recursion.
// vm: -XX:CompileThresholdScaling=0.05 -Xss1m

import java.util.Arrays;
import java.util.stream.Collectors;

public class Wrappers {
    static final int ROUNDS = 3000;

    static native String all(boolean z, byte b, char c, short s, int i, long l, float f, double d, Object o, int[] a);
    native double floats(float a, double b, float c, double d, float e, double f, float g, double h, float i, double j, int k, long l);
    static native long longs(long a, int b, long c, int d, long e, int f, long g, int h, long i, Object j, byte k);
    static native boolean toBoolean(int i);
    static native byte toByte(int i);
    static native char toChar(int i);
    static native short toShort(int i);
    static native int toInt(long i);
    static native long toLong(int i);
    static native float toFloat(double d);
    static native double toDouble(float f);
    static native void nothing();
    native Object self();
    static native Class<?> own();
    static native Object choose(boolean first, Object a, Object b);
    static native Object throwing(boolean really, String text);
    static native Object fresh(int count);
    static native int framed(int count, Object o);
    native synchronized int locked(Wrappers other);
    static native Object call(Object target, int depth);
    static native int linked();
    static native void relink(int version);
    static native Object collect(Object kept, Object alsoKept);
    static native int missing();

    int calls;

    static Object back(Object target, int depth) {
        if (depth > 0) return call(target, depth - 1);
        ((Wrappers) target).calls++;
        return Arrays.stream(new Throwable().getStackTrace()).map(f -> f.getMethodName() + f.isNativeMethod()).collect(Collectors.joining(" "));
    }

    static Object endless(Object target) { return call(target, Integer.MAX_VALUE); }

    static String walked(Object target) {
        return StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE).walk(s ->
            s.map(f -> f.getMethodName() + (f.isNativeMethod() ? "*" : "")).collect(Collectors.joining(" "))) + " "
            + StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE).getCallerClass().getName();
    }

    static long mixed(Wrappers w, int i) {
        long sum = all(i % 2 == 0, (byte) i, (char) i, (short) -i, i, 1L << i % 63, i, -i, i % 3 == 0 ? null : w, new int[i % 5]).hashCode();
        sum += Double.doubleToLongBits(w.floats(1, i, 3, 4, 5, 6, 7, 8, 9, i, 11, 12L << 32));
        sum += longs(i, -i, i, -i, i, -i, i, -i, i, w, (byte) -i);
        sum += (toBoolean(i) ? 1 : 0) + toByte(i) + toChar(-i) + toShort(i * 77) + toInt((long) i << 30) + toLong(-i);
        sum += (long) toFloat(i / 3.0) + (long) toDouble(i / 3f);
        nothing();
        if (w.self() != w || own() != Wrappers.class) throw new AssertionError();
        if (choose(i % 2 == 0, w, null) != (i % 2 == 0 ? w : null)) throw new AssertionError();
        sum += ((Object[]) fresh(i % 100)).length + framed(i % 70, w) + w.locked(w) + linked();
        return sum;
    }

    static int caught(int i) {
        try {
            return throwing(i % 2 == 0, "text " + i).toString().length();
        } catch (IllegalStateException e) {
            StackTraceElement top = e.getStackTrace()[0];
            return top.isNativeMethod() ? top.getMethodName().length() + e.getMessage().length() : -1;
        }
    }

    static long kept(int i) {
        Object[] a = {new int[i % 7 + 1]}, b = {"kept " + i};
        Object r = collect(a[0], b[0]);
        return ((int[]) a[0]).length + ((Object[]) r).length + b[0].hashCode();
    }

    public static void main(String[] args) throws Exception {
        System.loadLibrary("Wrappers");
        Wrappers w = new Wrappers();
        long sum = 0;
        for (int i = 0; i < ROUNDS; i++) {
            sum = sum * 31 + mixed(w, i);
            sum = sum * 31 + caught(i);
        }
        System.out.println(sum);
        for (int i = 0; i < 300; i++) sum += kept(i);
        System.out.println(sum + " " + all(true, (byte) -1, 'x', (short) -2, -3, -4, 1.5f, -2.5, "o", null));
        for (int i = 0; i < ROUNDS; i++) call(w, 3);
        System.out.println(call(w, 3) + " " + w.calls);
        System.out.println(call(w, -1));
        try {
            endless(w);
        } catch (StackOverflowError e) {
            System.out.println("overflow " + (e.getStackTrace().length > 500));
        }
        System.out.println(call(w, 2));
        for (int version = 1; version < 4; version++) {
            relink(version);
            int s = 0;
            for (int i = 0; i < ROUNDS; i++) s += linked();
            System.out.println(s);
        }
        for (int i = 0, errors = 0; i < 500; i++) {
            try {
                missing();
            } catch (UnsatisfiedLinkError e) {
                if (++errors == 500) System.out.println(e.getMessage());
            }
        }
        Thread[] threads = new Thread[4];
        for (int t = 0; t < threads.length; t++) {
            threads[t] = new Thread(() -> {
                for (int i = 0; i < ROUNDS; i++) {
                    mixed(new Wrappers(), i);
                    if (i % 100 == 0) kept(i);
                }
            });
            threads[t].start();
        }
        for (Thread t : threads) t.join();
        System.out.println("end");
    }
}
