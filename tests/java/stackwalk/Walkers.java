// StackWalker with all options, caller classes, traces of threads.

import java.util.*;
import java.util.stream.*;

public class Walkers {
    static StackWalker plain = StackWalker.getInstance(), ret = StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE),
            refl = StackWalker.getInstance(Set.of(StackWalker.Option.RETAIN_CLASS_REFERENCE, StackWalker.Option.SHOW_REFLECT_FRAMES)),
            hid = StackWalker.getInstance(Set.of(StackWalker.Option.RETAIN_CLASS_REFERENCE, StackWalker.Option.SHOW_HIDDEN_FRAMES),
            8);

    static String show(StackWalker.StackFrame f) {
        return f.getClassName().replaceAll("\\$\\$Lambda.*", "LAMBDA") + "." + f.getMethodName().replaceAll("\\$\\d+", "\\$n") + ":"
                + f.getLineNumber() + f.getFileName() + f.isNativeMethod() + (f.getByteCodeIndex() >= 0);
    }

    static List<String> own(StackWalker w) {
        return w.walk(s -> s.filter(f -> f.getClassName().startsWith("Walkers")).map(Walkers::show).collect(Collectors.toList()));
    }

    static Class<?> caller() { return ret.getCallerClass(); }

    static class Other {
        static Class<?> call() { return caller(); }
        static Class<?> lam() {
            java.util.function.Supplier<Class<?>> s = () -> ret.getCallerClass();
            return s.get();
        }
    }

    static void rec(int n, Runnable r) {
        if (n == 0) r.run();
        else rec(n - 1, r);
    }

    synchronized native void none();

    public static void target() {
        System.out.println(own(plain));
        System.out.println(own(refl));
        System.out.println(refl.walk(s -> s.map(f -> f.getDeclaringClass().getPackageName()).filter(p -> p.contains("reflect")).count()) >
                0);
    }

    public static void main(String[] a) throws Exception {
        System.out.println(own(plain));
        System.out.println(Other.call() + " " + Other.lam());
        rec(300, () -> System.out.println(plain.walk(Stream::count) > 300));
        rec(3, () -> System.out.println(own(hid).size() >= 5));
        Walkers.class.getMethod("target").invoke(null);
        ret.forEach(f -> System.out.println(f.getDeclaringClass() + " " + f.getMethodType() + f.getDescriptor() + f.toStackTraceElement()));
        try { plain.getCallerClass(); } catch (UnsupportedOperationException e) {
            System.out.println(e.getMessage());
        }
        try { plain.walk(s -> s.findFirst().get().getDeclaringClass()); } catch (UnsupportedOperationException e) {
            System.out.println("no retain");
        }
        Stream<StackWalker.StackFrame>[] leak = new Stream[1];
        plain.walk(s -> leak[0] = s);
        try { leak[0].count(); } catch (IllegalStateException e) {
            System.out.println("leaked " + e.getMessage());
        }
        System.out.println(plain.walk(s -> s.limit(1).map(StackWalker.StackFrame::getMethodName).findFirst()).get() + plain.walk(s
                -> s.skip(1).findFirst()).isPresent());
        try {
            ret.walk(s -> { throw new IllegalArgumentException("inside"); });
        } catch (IllegalArgumentException e) { System.out.println(e.getMessage()); }
        Thread t = new Thread(() -> {
            System.out.println(own(plain));
            System.out.println(Thread.currentThread().getStackTrace()[1].getMethodName().startsWith("lambda$main"));
            try { ret.getCallerClass(); } catch (IllegalCallerException e) { System.out.println("bottom"); }
        }, "t");
        t.start();
        t.join();
        Object lock = new Object();
        Thread w = new Thread(() -> inner(lock), "waiting");
        w.start();
        while (w.getState() != Thread.State.WAITING) Thread.sleep(1);
        StackTraceElement[] st = w.getStackTrace();
        for (StackTraceElement e : st) System.out.println(e.toString().replaceAll("Lambda\\S*", "Lambda"));
        System.out.println(Thread.getAllStackTraces().get(w).length == st.length);
        System.out.println(Thread.getAllStackTraces().containsKey(Thread.currentThread()));
        synchronized (lock) { lock.notify(); }
        w.join();
        System.out.println(w.getStackTrace().length + " " + new Thread().getStackTrace().length);
        System.out.println(new SecurityManagerLike().ctx());
    }

    static void inner(Object lock) {
        synchronized (lock) {
            try { lock.wait(); } catch (InterruptedException e) { }
        }
    }

    static class SecurityManagerLike extends SecurityManager {
        String ctx() { return Arrays.toString(getClassContext()); }
    }
}
