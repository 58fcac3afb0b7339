// References of all kinds, frames, capacity, exceptions, monitors, reflection bridges, registration, class definition, modules.

public class Refs {
    static int hits;
    static native void refs(Object o);
    static native void exceptions();
    static native void monitors(Object o);
    static native void classes(byte[] bytes, ClassLoader l, Object field, Object method, Object ctor) throws Exception;
    static native int registered(int x);
    static native String other(String s);
    static native void thrower(int kind) throws Exception;
    static native Object weak(boolean make, Object o);
    static native void threads(Runnable r);
    native long over(int a);
    native long over(long a);
    static native int under_score_1(int x);
    static native int \u00fcml(int x);
    static class Inner$x { static native int f(); }
    static void thrownHere() { throw new IllegalStateException("from Java"); }

    static class Fresh {
        static { System.out.println("Fresh initialised"); }
        static int x = 4;
    }

    public static void main(String[] a) throws Exception {
        System.loadLibrary("Refs");
        refs("object");
        exceptions();
        monitors(new Object());
        byte[] b = Refs.class.getResourceAsStream("Refs$Fresh.class").readAllBytes();
        classes(b, new ClassLoader(null) { }, Refs.class.getDeclaredField("hits"), Refs.class.getDeclaredMethod("thrownHere"), Refs.class.getDeclaredConstructor());
        System.out.println(registered(5) + other("reg"));
        for (int k = 0; k < 5; k++) try {
            thrower(k);
            System.out.println("returned");
        } catch (Throwable t) {
            System.out.println(t + " " + (t.getStackTrace().length > 0 ? t.getStackTrace()[0].getMethodName() + t.getStackTrace()[0].isNativeMethod()
                    : ""));
        }
        Object w = new Object();
        System.out.println(weak(true, w) == null);
        System.out.println(weak(false, null) == w);
        w = null;
        for (int k = 0; k < 50 && weak(false, null) != null; k++) {
            System.gc();
            Thread.sleep(5);
        }
        System.out.println(weak(false, null) == null);
        threads(() -> {
            hits++;
            System.out.println("in Java on " + (Thread.currentThread().isDaemon() ? "daemon " : "") + Thread.currentThread().getName()
                    + " " + Thread.currentThread().getThreadGroup().getName());
        });
        System.out.println(hits + " " + new Refs().over(3) + new Refs().over(3L) + under_score_1(2) + \u00fcml(1) + Inner$x.f());
        System.gc();
        refs(new int[100000]);
        try {
            System.loadLibrary("Refs");
            System.load("/nonexistent/libx.so");
        } catch (UnsatisfiedLinkError e) { System.out.println(e.getMessage()); }
        try { System.loadLibrary("nosuch"); } catch (UnsatisfiedLinkError e) {
            System.out.println(e.getMessage().startsWith("no nosuch in java.library.path"));
        }
        System.out.println(System.mapLibraryName("q"));
    }
}
