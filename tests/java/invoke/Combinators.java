// Handles on all kinds of members, combinators, and signature-polymorphic methods called by reflection.

import java.lang.invoke.*;
import java.lang.reflect.*;
import java.util.*;

public class Combinators {
    int x = 5;

    interface Defaults {
        private int hidden() { return 3; }
        default int open() { return hidden(); }
        static int fixed() { return 9; }
    }

    static class Impl implements Defaults {}

    static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();

    private static int next(int a) { return a + 1; }
    static boolean even(int a) { return a % 2 == 0; }
    static int add(int a, int b) { return a + b; }

    static MethodHandle own(String name, Class<?> result, Class<?>... parameters) throws Exception {
        return LOOKUP.findStatic(Combinators.class, name, MethodType.methodType(result, parameters));
    }

    public static void main(String[] args) throws Throwable {
        polymorphic();
        members();
        combinators();
        proxies();
    }

    static void polymorphic() throws Throwable {
        MethodHandle three = MethodHandles.constant(int.class, 3);
        for (String name : new String[] {"invoke", "invokeExact"}) {
            Method m = MethodHandle.class.getDeclaredMethod(name, Object[].class);
            try {
                m.invoke(three, (Object) new Object[0]);
            } catch (InvocationTargetException e) {
                System.out.println(name + ": " + e.getCause());
            }
            try {
                System.out.println(LOOKUP.unreflect(m).invoke(three, new Object[0]));
            } catch (Throwable t) {
                System.out.println(name + " unreflected: " + t);
            }
        }
        MethodHandle exact = MethodHandles.publicLookup()
                .findVirtual(MethodHandle.class, "invokeExact", MethodType.methodType(int.class));
        System.out.println((int) exact.invoke(three));
        try {
            three.invokeExact(4);
        } catch (WrongMethodTypeException e) {
            System.out.println(e.getMessage());
        }
    }

    static void members() throws Throwable {
        VarHandle x = LOOKUP.findVarHandle(Combinators.class, "x", int.class);
        System.out.println(x.getAndAdd(new Combinators(), 3) + " " + x.compareAndSet(new Combinators(), 5, 3));
        MethodHandle clone = LOOKUP.findVirtual(int[].class, "clone", MethodType.methodType(Object.class));
        System.out.println(((int[]) clone.invoke(new int[] {1, 2})).length);
        System.out.println((int) LOOKUP.bind("abc", "length", MethodType.methodType(int.class)).invokeExact());
        MethodType none = MethodType.methodType(int.class);
        System.out.println((int) LOOKUP.findVirtual(Defaults.class, "open", none).invoke(new Impl()));
        System.out.println((int) LOOKUP.findVirtual(Impl.class, "open", none).invoke(new Impl()));
        System.out.println((int) LOOKUP.findSpecial(Defaults.class, "hidden", none, Defaults.class)
                .invoke((Defaults) new Impl()));
        System.out.println((int) LOOKUP.findStatic(Defaults.class, "fixed", none).invoke());
        MethodHandleInfo info = LOOKUP.revealDirect(own("next", int.class, int.class));
        System.out.println(info + " " + info.reflectAs(Method.class, LOOKUP));
    }

    static void combinators() throws Throwable {
        MethodHandle loop = MethodHandles.countedLoop(MethodHandles.constant(int.class, 5),
                MethodHandles.constant(int.class, 0), own("add", int.class, int.class, int.class));
        System.out.println((int) loop.invoke());
        MethodHandle last = MethodHandles.tryFinally(own("next", int.class, int.class),
                MethodHandles.dropArguments(MethodHandles.identity(int.class), 0, Throwable.class));
        System.out.println((int) last.invoke(4));
        MethodHandle guarded = MethodHandles.guardWithTest(own("even", boolean.class, int.class),
                MethodHandles.dropArguments(MethodHandles.constant(String.class, "even"), 0, int.class),
                MethodHandles.dropArguments(MethodHandles.constant(String.class, "odd"), 0, int.class));
        System.out.println((String) guarded.invoke(4) + (String) guarded.invoke(5));
    }

    static void proxies() {
        Class<?>[] interfaces = {Runnable.class, Defaults.class};
        Object proxy = Proxy.newProxyInstance(Combinators.class.getClassLoader(), interfaces, (self, m, a) -> {
            System.out.println(m);
            return m.isDefault() ? InvocationHandler.invokeDefault(self, m, a) : null;
        });
        ((Runnable) proxy).run();
        try {
            System.out.println(((Defaults) proxy).open());
        } catch (UndeclaredThrowableException e) {
            System.out.println(e.getCause());
        }
    }
}
