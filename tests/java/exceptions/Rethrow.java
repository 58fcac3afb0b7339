// Precise rethrow, exceptions in catch blocks, in initialisers of resources, across many frames, custom fillInStackTrace.

public class Rethrow {
    static int count;

    static class NoTrace extends Exception {
        NoTrace() { super("nt"); }
        @Override public synchronized Throwable fillInStackTrace() {
            count++;
            return this;
        }
    }

    static void re(int k) throws java.io.IOException, NoTrace {
        try {
            if (k == 0) throw new java.io.IOException("io");
            if (k == 1) throw new NoTrace();
            if (k == 2) Integer.parseInt("k");
        } catch (Exception e) { throw e; }
    }

    static int many(int n) {
        if (n == 0) throw new RuntimeException("bottom");
        try { return many(n - 1); } catch (IllegalStateException e) { return -1; } finally { count++; }
    }

    @SuppressWarnings("unchecked") static <T extends Throwable> void sneaky(Throwable t) throws T { throw (T) t; }

    public static void main(String[] args) {
        for (int k = 0; k < 4; k++) try {
            re(k);
            System.out.println("ok");
        } catch (Exception e) {
            System.out.println(e + " " + e.getStackTrace().length * (e instanceof NoTrace ? 1 : 0));
        }
        try { many(500); } catch (RuntimeException e) {
            System.out.println(e.getMessage() + count + " " + e.getStackTrace().length);
        }
        try { Rethrow.<RuntimeException>sneaky(new java.io.IOException("sneaked")); } catch (Throwable e) {
            System.out.println(e);
        }
        long t = 0;
        for (int i = 0; i < 20000; i++) try {
            if (i % 3 == 0) throw new IllegalArgumentException();
            t += i;
        } catch (IllegalArgumentException e) { t -= 1; }
        System.out.println(t);
        StackTraceElement[] st = new Throwable().getStackTrace();
        st[0] = null;
        System.out.println(new Throwable().getStackTrace().length);
        try {
            try { throw new Exception("one"); } catch (Exception e) { throw new Exception("two", e); } finally {
                System.out.println("fin");
            }
        } catch (Exception e) { System.out.println(e.getMessage() + e.getCause().getMessage()); }
    }
}
