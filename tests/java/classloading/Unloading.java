// Classes and loaders go away when nothing refers to them, and stay while something does.

import java.io.*;
import java.lang.invoke.*;
import java.lang.ref.*;
import java.lang.reflect.Array;
import java.util.*;
import java.util.concurrent.*;
import java.util.function.*;

public class Unloading {
    public static class Payload implements Supplier<Object> {
        static int count;
        static int[] data = new int[10000];
        public Object get() { return ++count; }
        public static int next() { return ++count; }
        public static Supplier<Object> lambda() { return () -> ++count; }
        public static void await(CountDownLatch started, CountDownLatch go) throws Exception {
            started.countDown();
            go.await();
        }
        public static void fail() { throw new IllegalStateException("from the class"); }
    }

    public interface Peer { Object other(int depth); }
    public static class Left implements Peer {
        public Object other(int depth) { return depth == 0 ? this : new Right().other(depth - 1); }
    }
    public static class Right implements Peer {
        public Object other(int depth) { return depth == 0 ? this : new Left().other(depth - 1); }
    }

    /** Defines the classes that it is told to itself, and leaves others to a peer or its parent. */
    static class L extends ClassLoader {
        final String own;
        L peer;
        L(String own) {
            super(Unloading.class.getClassLoader());
            this.own = own;
        }
        @Override public Class<?> loadClass(String n) throws ClassNotFoundException {
            if (peer != null && n.equals(peer.own)) return peer.loadClass(n);
            if (!n.equals(own)) return super.loadClass(n);
            synchronized (this) {
                Class<?> c = findLoadedClass(n);
                if (c != null) return c;
                byte[] b = bytes(n);
                return defineClass(n, b, 0, b.length);
            }
        }
    }

    static byte[] bytes(String name) {
        try (InputStream in = Unloading.class.getResourceAsStream(name + ".class")) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    interface Action { Object run(Class<?> c) throws Throwable; }

    /** What a test keeps hold of. */
    static Object kept;
    static WeakReference<ClassLoader> loader;
    static WeakReference<Class<?>> type;

    /** Runs an action with a new loader's class on a thread of its own, so that no stack here refers to either. */
    static void make(Action action) throws Exception {
        Thread t = new Thread(() -> {
            try {
                L l = new L("Unloading$Payload");
                Class<?> c = l.loadClass("Unloading$Payload");
                loader = new WeakReference<>(l);
                type = new WeakReference<>(c);
                kept = action.run(c);
            } catch (Throwable e) {
                e.printStackTrace();
            }
        });
        t.start();
        t.join();
    }

    static boolean isGone(Reference<?> r) throws InterruptedException {
        for (int i = 0; i < 20 && !r.refersTo(null); i++) {
            System.gc();
            Thread.sleep(1);
        }
        return r.refersTo(null);
    }

    static void stays(String what) throws Exception {
        for (int i = 0; i < 2; i++) System.gc();
        System.out.println(what + (loader.refersTo(null) || type.refersTo(null) ? ": gone too early" : ": kept"));
    }

    static void goes(String what) throws Exception {
        kept = null;
        System.out.println(what + (isGone(loader) && isGone(type) ? ": gone" : ": still there"));
    }

    static void keptBy(String what, Action action, Action use) throws Exception {
        aside(() -> make(action));
        stays(what);
        aside(() -> {
            try {
                System.out.println("  " + use.run(null));
            } catch (Throwable e) {
                System.out.println("  " + e);
            }
        });
        goes(what);
    }

    interface Step { void run() throws Exception; }

    /** On a thread that has ended afterwards, so that no word of its stack can be taken for a reference. */
    static void aside(Step step) throws Exception {
        Thread thread = new Thread(() -> {
            try { step.run(); } catch (Exception e) { e.printStackTrace(); }
        });
        thread.start();
        thread.join();
    }

    static Object call(Class<?> c, String name) throws Exception {
        return c.getMethod(name).invoke(null);
    }

    public static void main(String[] a) throws Exception {
        make(c -> { call(c, "next"); return null; });
        goes("nothing");
        make(c -> call(c, "next"));
        System.out.println("static state anew: " + kept);
        goes("nothing again");

        keptBy("an instance", c -> c.getDeclaredConstructor().newInstance(), x -> ((Supplier<?>) kept).get());
        keptBy("the class", c -> c, x -> ((Class<?>) kept).getMethods().length > 3);
        keptBy("an array class", c -> Array.newInstance(c, 0).getClass(), x -> ((Class<?>) kept).getComponentType().getName());
        keptBy("an array of arrays", c -> Array.newInstance(c, 2, 0), x -> kept.getClass().getName());
        keptBy("a method", c -> c.getMethod("next"), x -> ((java.lang.reflect.Method) kept).invoke(null));
        keptBy("a method handle",
            c -> MethodHandles.lookup().findStatic(c, "next", MethodType.methodType(int.class)),
            x -> (int) ((MethodHandle) kept).invoke());
        keptBy("a lambda", c -> call(c, "lambda"), x -> ((Supplier<?>) kept).get());
        keptBy("an exception", c -> {
            try { return call(c, "fail"); } catch (java.lang.reflect.InvocationTargetException e) { return e.getCause(); }
        }, x -> ((Throwable) kept).getStackTrace()[0]);
        byFrame();
        byContext();
        together();
        hidden();
        many();
    }

    static void byFrame() throws Exception {
        CountDownLatch started = new CountDownLatch(1), go = new CountDownLatch(1);
        Thread[] thread = new Thread[1];
        make(c -> {
            MethodHandle await = MethodHandles.lookup().findStatic(c, "await",
                MethodType.methodType(void.class, CountDownLatch.class, CountDownLatch.class));
            thread[0] = new Thread(() -> {
                try { await.invokeExact(started, go); } catch (Throwable e) { e.printStackTrace(); }
            });
            thread[0].start();
            return null;
        });
        started.await();
        stays("a frame");
        go.countDown();
        thread[0].join();
        thread[0] = null;
        goes("a frame");
    }

    static void byContext() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        Thread t = new Thread(() -> {
            try { go.await(); } catch (InterruptedException e) { e.printStackTrace(); }
        });
        make(c -> { t.setContextClassLoader(c.getClassLoader()); return null; });
        t.start();
        stays("a thread's context");
        go.countDown();
        t.join();
        t.setContextClassLoader(null);
        goes("a thread's context");
    }

    /** Two loaders whose classes refer to each other. */
    static void together() throws Exception {
        List<Reference<?>> all = new ArrayList<>();
        Thread maker = new Thread(() -> {
            try {
                L left = new L("Unloading$Left"), right = new L("Unloading$Right");
                left.peer = right;
                right.peer = left;
                Peer p = (Peer) left.loadClass(left.own).getDeclaredConstructor().newInstance();
                Object far = p.other(3);
                System.out.println("peers: " + (far.getClass().getClassLoader() == right));
                kept = p;
                for (Object o : new Object[] {left, right, p.getClass(), far.getClass()}) all.add(new WeakReference<>(o));
            } catch (Exception e) {
                e.printStackTrace();
            }
        });
        maker.start();
        maker.join();
        for (int i = 0; i < 2; i++) System.gc();
        System.out.println("peers kept: " + all.stream().noneMatch(r -> r.refersTo(null)) + " " + (((Peer) kept).other(5) != null));
        kept = null;
        boolean gone = true;
        for (Reference<?> r : all) gone &= isGone(r);
        System.out.println("peers gone: " + gone);
    }

    /** Hidden classes go one by one, unless they are strong. */
    static void hidden() throws Exception {
        List<WeakReference<Class<?>>> refs = new ArrayList<>();
        Thread maker = new Thread(() -> {
            try {
                byte[] b = bytes("Unloading$Payload");
                List<Object> some = new ArrayList<>();
                for (int i = 0; i < 6; i++) {
                    boolean strong = i == 5;
                    var lookup = strong
                        ? MethodHandles.lookup().defineHiddenClass(b, true, MethodHandles.Lookup.ClassOption.STRONG)
                        : MethodHandles.lookup().defineHiddenClass(b, true);
                    Class<?> c = lookup.lookupClass();
                    refs.add(new WeakReference<>(c));
                    if (i % 2 == 0) some.add(c.getDeclaredConstructor().newInstance());
                }
                kept = some;
            } catch (Exception e) {
                e.printStackTrace();
            }
        });
        maker.start();
        maker.join();
        isGone(refs.get(1));
        isGone(refs.get(3));
        StringBuilder s = new StringBuilder("hidden:");
        for (var r : refs) s.append(r.refersTo(null) ? " gone" : " there");
        System.out.println(s);
        useAll();
        kept = null;
        System.out.println("hidden: " + isGone(refs.get(0)) + " " + isGone(refs.get(2)) + " " + isGone(refs.get(4)));
    }

    static void useAll() {
        for (Object o : (List<?>) kept) System.out.println("  " + ((Supplier<?>) o).get());
    }

    static void many() throws Exception {
        List<Reference<?>> refs = new ArrayList<>();
        Thread maker = new Thread(() -> {
            try {
                for (int i = 0; i < 300; i++) {
                    Class<?> c = new L("Unloading$Payload").loadClass("Unloading$Payload");
                    Object o = c.getDeclaredConstructor().newInstance();
                    if (i == 150) kept = o;
                    else refs.add(new WeakReference<>(c));
                }
            } catch (Exception e) {
                e.printStackTrace();
            }
        });
        maker.start();
        maker.join();
        for (int i = 0; i < 3; i++) System.gc();
        long left = refs.stream().filter(r -> !r.refersTo(null)).count();
        // A word that looks like a pointer may keep one or two.
        System.out.println("many: " + (left <= 2 ? "gone" : left + " left") + " " + (kept.getClass().getClassLoader() instanceof L));
    }
}
