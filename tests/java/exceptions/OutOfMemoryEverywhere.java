// vm: -Xmx48m
// timeout: 180
// OutOfMemoryError out of all places that allocate: thrown as such, classes stay in defined states, and all goes on.

import java.lang.reflect.*;
import java.util.*;
import java.util.function.*;

public class OutOfMemoryEverywhere {
    static Object sink;
    static List<Object> filling;

    static class FailsFirst {
        static final byte[] DATA = new byte[Integer.getInteger("wanted", 100 << 20)];
        static int touched() { return DATA.length; }
    }

    static class Big implements Cloneable {
        long a, b, c, d, e, f;
        Big copy() throws CloneNotSupportedException { return (Big) clone(); }
    }

    interface Action { Object run() throws Throwable; }

    static void fill() {
        filling = new ArrayList<>();
        for (int size : new int[] {1 << 20, 1 << 12, 64, 16}) {
            try {
                while (true) filling.add(new byte[size]);
            } catch (OutOfMemoryError e) {
                // Full for this size.
            }
        }
    }

    /** Takes the list apart: a stale word on a stack may keep one of its elements, but not all. */
    private static void forget(Object[] list) {
        while (list != null) {
            Object[] next = (Object[]) list[0];
            list[0] = null;
            list = next;
        }
    }

    /** Does something again and again, keeping the results, until memory is used up. */
    static void exhaust(String what, Action action) {
        String result;
        Object[] kept = new Object[1000];
        try {
            while (true) {
                kept = new Object[] {kept, action.run()};
            }
        } catch (OutOfMemoryError e) {
            forget(kept);
            kept = null;
            result = "OutOfMemoryError";
        } catch (InvocationTargetException e) {
            forget(kept);
            kept = null;
            result = "wrapped " + e.getCause().getClass().getSimpleName();
        } catch (Throwable t) {
            forget(kept);
            kept = null;
            result = t.toString();
        }
        System.out.println(what + ": " + result);
    }

    public static void main(String[] args) throws Throwable {
        // What this needs of the class library shall be initialised before memory is short.
        make(new Loader().define());
        lateLambda().get();
        char[] chars = new char[5000];
        Arrays.fill(chars, '\u4e2d');
        String text = new String(chars);
        int[] ints = new int[1000];
        Method method = OutOfMemoryEverywhere.class.getDeclaredMethod("allocate", int.class);
        Constructor<Big> constructor = Big.class.getDeclaredConstructor();
        Big big = new Big();
        exhaust("new", Big::new);
        exhaust("concat", () -> text + "x");
        exhaust("array clone", ints::clone);
        exhaust("object clone", big::copy);
        exhaust("copyOf", () -> Arrays.copyOf(ints, 2000));
        exhaust("multianewarray", () -> new long[10][10][10]);
        exhaust("reflective array", () -> Array.newInstance(String.class, 500));
        exhaust("reflective dimensions", () -> Array.newInstance(int.class, 10, 10));
        exhaust("constructor", () -> constructor.newInstance());
        exhaust("boxing", () -> new Object[] {Double.valueOf(ints.length), Long.valueOf(System.nanoTime())});
        exhaust("builder", () -> new StringBuilder(text).append(text).toString());
        exhaust("split", () -> text.substring(1).toCharArray());
        exhaust("threads' objects", () -> new Thread(() -> {}));
        exhaust("stack traces", Exception::new);
        exhaust("methods", () -> String.class.getDeclaredMethods());
        exhaust("hash map", () -> new HashMap<>(Map.of("a", new int[100])));
        exhaust("weak references", () -> new java.lang.ref.WeakReference<>(ints));
        try {
            method.invoke(null, 100 << 20);
        } catch (InvocationTargetException e) {
            System.out.println("invoke: " + e.getCause());
        }
        for (int i = 0; i < 2; i++) {
            try {
                System.out.println(FailsFirst.touched());
            } catch (Throwable t) {
                System.out.println("initializer: " + t);
            }
        }
        for (int round = 0; round < 3; round++) {
            int loaded = 0, failed = 0;
            Class<?>[] classes = new Class<?>[20];
            fill();
            for (int i = 0; i < classes.length; i++) {
                try {
                    classes[i] = new Loader().define();
                    make(classes[i]);
                    loaded++;
                } catch (OutOfMemoryError e) {
                    failed++;
                } catch (InvocationTargetException e) {
                    failed++;
                } catch (NoClassDefFoundError e) {
                    failed++;
                }
            }
            filling = null;
            System.out.println("classes " + (loaded + failed));
        }
        System.out.println(make(new Loader().define()).getClass().getName());
        System.out.println(lateLambda().get() + String.join(",", List.of("still", "works")));
        Object phantom = new Object();
        java.lang.ref.ReferenceQueue<Object> queue = new java.lang.ref.ReferenceQueue<>();
        java.lang.ref.Reference<Object> reference = new java.lang.ref.PhantomReference<>(phantom, queue);
        phantom = null;
        do System.gc(); while (queue.remove(100) != reference);
        Set<String> names = new TreeSet<>();
        for (Thread t : Thread.getAllStackTraces().keySet()) names.add(t.getName());
        names.retainAll(Set.of("Reference Handler", "Finalizer", "Signal Dispatcher"));
        System.out.println(names);
    }

    static Object make(Class<?> c) throws ReflectiveOperationException {
        Constructor<?> constructor = c.getDeclaredConstructor();
        constructor.setAccessible(true);
        return constructor.newInstance();
    }

    static Supplier<String> lateLambda() {
        int n = new Random(1).nextInt(1) + 7;
        return () -> "lambda " + n + " ";
    }

    static Object allocate(int n) {
        return new byte[n];
    }

    static class Loader extends ClassLoader {
        Class<?> define() {
            try (java.io.InputStream in = OutOfMemoryEverywhere.class.getResourceAsStream("OutOfMemoryEverywhere$Big.class")) {
                byte[] bytes = in.readAllBytes();
                return defineClass("OutOfMemoryEverywhere$Big", bytes, 0, bytes.length);
            } catch (java.io.IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }
    }
}
