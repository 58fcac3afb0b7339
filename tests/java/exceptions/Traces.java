// Stack traces with line numbers, causes, suppressed, circular causes, through constructors, lambdas and reflection.

import java.io.*;
import java.lang.reflect.*;

public class Traces {
    static class MyEx extends Exception {
        MyEx(String m, Throwable c) { super(m, c); }
        @Override public String toString() { return "MyEx!" + getMessage(); }
    }

    static class Quiet extends RuntimeException {
        Quiet() { super("quiet", null, false, false); }
    }

    static int a(int n) { return n == 0 ? 1 / n : a(n - 1); }

    static void thrower() throws MyEx {
        try { a(2); } catch (ArithmeticException e) {
            MyEx m = new MyEx("wrapped", e);
            m.addSuppressed(new IllegalStateException("sup", new Error("deep")));
            throw m;
        }
    }

    { if (fail) throw new IllegalArgumentException("init"); }
    static boolean fail;
    static class Bad { static int x = Integer.parseInt("nope"); }
    Traces() { }

    static void dump(Throwable t) {
        StringWriter w = new StringWriter();
        t.printStackTrace(new PrintWriter(w));
        System.out.print(w.toString().replaceAll("(?m)^.*(reflect|invoke\\.|Lambda\\$|/0x).*\\R", ""));
    }

    static void frames(Throwable t) {
        for (StackTraceElement e : t.getStackTrace()) if (e.getClassName().startsWith("Traces")) System.out.println("  " + e.getClassName()
                + "." + e.getMethodName().replaceAll("\\$\\d+", "\\$n") + ":" + e.getLineNumber() + " " + e.getFileName() + " " + e.isNativeMethod()
                + e.getModuleName() + e.getClassLoaderName());
    }

    public static void main(String[] args) throws Exception {
        try { thrower(); } catch (MyEx e) { dump(e); }
        try {
            fail = true;
            new Traces();
        } catch (IllegalArgumentException e) { frames(e); }
        try { System.out.println(Bad.x); } catch (ExceptionInInitializerError e) {
            frames(e);
            frames(e.getCause());
            System.out.println(e.getMessage() + " " + e.getException());
        }
        try { System.out.println(Bad.x); } catch (NoClassDefFoundError e) {
            System.out.println(e.getMessage() + " | " + e.getCause());
        }
        try {
            Method m = Traces.class.getDeclaredMethod("thrower");
            m.invoke(null);
        } catch (InvocationTargetException e) {
            frames(e.getCause());
            frames(e);
            System.out.println(e.getMessage());
        }
        Runnable r = () -> {
            Runnable s = () -> { throw new Quiet(); };
            try { s.run(); } catch (Quiet q) {
                System.out.println(q.getStackTrace().length + " " + q.getSuppressed().length);
                q.addSuppressed(new Error());
                throw new RuntimeException(q);
            }
        };
        try { r.run(); } catch (RuntimeException e) { frames(e); }
        Exception c1 = new Exception("c1"), c2 = new Exception("c2", c1);
        c1.initCause(c2);
        dump(c1);
        try { c1.initCause(c2); } catch (IllegalStateException e) { System.out.println(e.getMessage()); }
        try { c1.addSuppressed(c1); } catch (IllegalArgumentException e) { System.out.println(e.getMessage()); }
        try { new Exception().initCause(new Exception()).initCause(null); } catch (IllegalStateException e) {
            System.out.println(e.getMessage());
        }
        Throwable t = new Throwable("set");
        t.setStackTrace(new StackTraceElement[] {new StackTraceElement("K", "m", "F.java", 3), new StackTraceElement("K", "n", null,
                -2), new StackTraceElement("K", "o", null, -1), new StackTraceElement("app", "mod", "1.0", "K", "p", "G.java", -1)});
        dump(t);
        t.fillInStackTrace();
        frames(t);
        int line = new Throwable() .getStackTrace()[0] .getLineNumber();
        System.out.println(line);
        new Object() {
            void m() { frames(new Throwable()); }
        }.m();
        int[] arr = new int[1];
        try { arr[0] = 1 + 2 / arr[0]; } catch (ArithmeticException e) { frames(e); }
        try {
            Object o = "x";
            Integer i = (Integer) o;
        } catch (ClassCastException e) { frames(e); }
        java.util.List<Integer> l = java.util.List.of(1, 0);
        try { l.stream().map(x -> 1 / x).forEach(x -> { }); } catch (ArithmeticException e) {
            frames(e);
            System.out.println(e.getStackTrace().length > 5);
        }
    }
}
