// Method handles: lookups, invocation modes, conversions and all combinators.

import java.lang.invoke.*;
import java.util.*;
import static java.lang.invoke.MethodHandles.*;
import static java.lang.invoke.MethodType.*;

public class Handles {
    static int add(int a, int b) { return a + b; }
    static String cat(Object... o) { return Arrays.toString(o); }
    String name = "n";
    final int fin = 3;
    static long count = 1L << 33;
    String inst(String s, int i) { return name + s + i; }
    private String priv() { return "priv"; }
    static void vd(String s) { System.out.println("vd " + s); }
    static boolean pos(int i) { return i > 0; }
    static int thr(String s) throws Exception { throw new java.io.IOException(s); }
    static int handler(java.io.IOException e, String s) { return s.length() + e.getMessage().length(); }

    static int fin(Throwable t, int r, String s) {
        System.out.println("fin " + t + r + s);
        return r + 1;
    }

    static double mix(byte b, char c, short s, long l, float f, double d, boolean z) { return b + c + s + l + f + d + (z ? 1 : 0); }

    static class Sub extends Handles {
        @Override String inst(String s, int i) { return "sub" + super.inst(s, i); }
        MethodHandle sup() throws Exception {
            return lookup().findSpecial(Handles.class, "inst", methodType(String.class, String.class, int.class), Sub.class);
        }
    }

    Handles() { }
    Handles(String n) { name = n; }
    static int step(int acc, int i) { return acc * 2 + i; }
    static boolean less(int acc, int i) { return acc < 100; }
    static Object obj(Object o) { return o; }
    interface Body { Object run() throws Throwable; }

    static void t(String n, Body b) {
        try {
            Object o = b.run();
            System.out.println(n + ": " + (o instanceof Object[] q ? Arrays.deepToString(q) : o instanceof int[] q ? Arrays.toString(q)
                    : o));
        } catch (Throwable e) {
            System.out.println(n + " threw " + e.getClass().getName() + ": " + e.getMessage());
        }
    }

    public static void main(String[] args) throws Throwable {
        Lookup l = lookup();
        MethodHandle add = l.findStatic(Handles.class, "add", methodType(int.class, int.class, int.class)), cat = l.findStatic(Handles.class,
                "cat", methodType(String.class, Object[].class)), inst = l.findVirtual(Handles.class, "inst", methodType(String.class,
                String.class, int.class)), vd = l.findStatic(Handles.class, "vd", methodType(void.class, String.class)), pos = l.findStatic(Handles.class,
                "pos", methodType(boolean.class, int.class)), mix = l.findStatic(Handles.class, "mix", methodType(double.class, byte.class,
                char.class, short.class, long.class, float.class, double.class, boolean.class)), thr = l.findStatic(Handles.class,
                "thr", methodType(int.class, String.class)), len = l.findVirtual(String.class, "length", methodType(int.class)), obj =
                l.findStatic(Handles.class, "obj", methodType(Object.class, Object.class));
        t("exact", () -> (int) add.invokeExact(3, 4));
        t("invoke", () -> add.invoke((byte) 3, Integer.valueOf(4)));
        t("wrong exact", () -> add.invokeExact(3, 4));
        t("wrong exact2", () -> (long) add.invokeExact(3, 4));
        t("wrong arity", () -> add.invoke(1));
        t("wrong type", () -> add.invoke("x", 1));
        t("null unbox", () -> add.invoke((Integer) null, 1));
        t("args", () -> add.invokeWithArguments(5, 6));
        t("args list", () -> add.invokeWithArguments(List.of(5, 6)));
        t("args bad", () -> add.invokeWithArguments("a", 6));
        t("varargs", () -> cat.invoke(1, "b", 3L));
        t("varargs0", () -> cat.invoke());
        t("varargs arr", () -> cat.invoke(new Object[] {1, 2}));
        t("varargs null", () -> cat.invoke((Object[]) null));
        t("fixed", () -> cat.asFixedArity().invoke(new Object[] {1}));
        t("isVarargs", () -> cat.isVarargsCollector() + " " + cat.asFixedArity().isVarargsCollector());
        t("many args", () -> cat.invokeWithArguments(Collections.nCopies(100, 7)));
        t("virtual", () -> (String) inst.invokeExact(new Handles(), "s", 1));
        t("virtual sub", () -> (String) inst.invoke(new Sub(), "s", 1));
        t("virtual null", () -> (String) inst.invokeExact((Handles) null, "s", 1));
        t("special", () -> (String) new Sub().sup().invokeExact(new Sub(), "s", 1));
        t("mix", () -> mix.invoke((byte) 1, 'a', (short) 2, 3L, 4f, 5d, true));
        t("mix widen", () -> mix.asType(methodType(Object.class, byte.class, char.class, byte.class, int.class, long.class, float.class,
                Boolean.class)).invoke((byte) 1, 'a', (byte) 2, 3, 4L, 5f, (Boolean) true));
        t("ctor", () -> ((Handles) l.findConstructor(Handles.class, methodType(void.class, String.class)).invokeExact("c")).name);
        t("getter", () -> (String) l.findGetter(Handles.class, "name", String.class).invokeExact(new Handles("g")));
        t("setter", () -> {
            Handles h = new Handles();
            l.findSetter(Handles.class, "name", String.class).invokeExact(h, "set");
            return h.name;
        });
        t("static get", () -> (long) l.findStaticGetter(Handles.class, "count", long.class).invokeExact());
        t("static set", () -> {
            l.findStaticSetter(Handles.class, "count", long.class).invokeExact(5L);
            return count;
        });
        t("final setter", () -> l.findSetter(Handles.class, "fin", int.class));
        t("no such", () -> l.findStatic(Handles.class, "nope", methodType(void.class)));
        t("not static", () -> l.findStatic(Handles.class, "inst", methodType(String.class, String.class, int.class)));
        t("is static", () -> l.findVirtual(Handles.class, "add", methodType(int.class, int.class, int.class)));
        t("no access", () -> publicLookup().findVirtual(Handles.class, "priv", methodType(String.class)));
        t("private jdk", () -> l.findVirtual(String.class, "isLatin1", methodType(boolean.class)));
        t("no field", () -> l.findGetter(Handles.class, "name", int.class));
        t("bind", () -> (String) l.bind("bound", "toUpperCase", methodType(String.class)).invokeExact());
        t("bindTo", () -> len.bindTo("12345").invoke());
        t("bindTo bad", () -> len.bindTo(5));
        t("unreflect", () -> (String) l.unreflect(Handles.class.getDeclaredMethod("priv")).invokeExact(new Handles()));
        t("reveal", () -> l.revealDirect(inst) + " " + l.revealDirect(add).getReferenceKind());
        t("reveal bad", () -> l.revealDirect(insertArguments(add, 0, 1)));
        t("insert", () -> (int) insertArguments(add, 1, 10).invokeExact(5));
        t("drop", () -> (int) dropArguments(add, 1, String.class, long.class).invokeExact(5, "x", 2L, 6));
        t("permute", () -> (int) permuteArguments(add, methodType(int.class, String.class, int.class), 1, 1).invokeExact("x", 21));
        t("permute bad", () -> permuteArguments(add, methodType(int.class, String.class, int.class), 0, 1));
        t("filter", () -> (int) filterArguments(add, 0, len, len).invokeExact("abc", "de"));
        t("filterRet", () -> (String) filterReturnValue(add, l.findStatic(String.class, "valueOf", methodType(String.class, int.class))).invokeExact(1,
                2));
        t("fold", () -> (int) foldArguments(dropArguments(add, 2, int.class), add).invokeExact(3, 4));
        t("fold pos", () -> (int) foldArguments(add, 0, len.asType(methodType(int.class, String.class)).type().parameterCount() == 1
                ? constant(int.class, 5) : null).invokeExact(6));
        t("collect", () -> (int) collectArguments(add, 0, len).invokeExact("four", 1));
        t("guard", () -> {
            MethodHandle g = guardWithTest(pos, dropArguments(constant(String.class, "pos"), 0, int.class), dropArguments(constant(String.class,
                    "neg"), 0, int.class));
            return (String) g.invokeExact(1) + (String) g.invokeExact(-1);
        });
        t("catch", () -> (int) catchException(thr, java.io.IOException.class, l.findStatic(Handles.class, "handler", methodType(int.class,
                java.io.IOException.class, String.class))).invokeExact("oops"));
        t("uncaught", () -> (int) thr.invokeExact("through"));
        t("tryFinally", () -> (int) tryFinally(len, l.findStatic(Handles.class, "fin", methodType(int.class, Throwable.class, int.class,
                String.class))).invokeExact("xyz"));
        t("tryFinally throws", () -> (int) tryFinally(thr, l.findStatic(Handles.class, "fin", methodType(int.class, Throwable.class,
                int.class, String.class))).invokeExact("xyz"));
        t("throw", () -> (int) throwException(int.class, RuntimeException.class).invokeExact(new RuntimeException("thrown")));
        t("identity", () -> (double) identity(double.class).invokeExact(2.5));
        t("zero", () -> zero(String.class).invoke() + "" + zero(long.class).invoke());
        t("empty", () -> empty(methodType(int.class, String.class)).invoke("s"));
        t("constant", () -> constant(Object.class, "k").invoke());
        t("spread", () -> (int) add.asSpreader(int[].class, 2).invokeExact(new int[] {8, 9}));
        t("spread obj", () -> add.asSpreader(Object[].class, 2).invoke(new Object[] {8, 9}));
        t("spread bad", () -> add.asSpreader(Object[].class, 2).invoke(new Object[] {8}));
        t("spread mid", () -> (String) inst.asSpreader(1, Object[].class, 2).invokeExact(new Handles(), new Object[] {"q", 2}));
        t("collector", () -> cat.asCollector(Object[].class, 3).invoke(1, 2, 3));
        t("collector int", () -> arrayElementGetter(int[].class).asType(methodType(int.class, int[].class, int.class)).invoke(new int[]
                {5, 6}, 1));
        t("array len", () -> (int) arrayLength(long[].class).invokeExact(new long[7]));
        t("array ctor", () -> ((String[]) arrayConstructor(String[].class).invokeExact(4)).length);
        t("array set", () -> {
            Object[] o = new String[2];
            arrayElementSetter(Object[].class).invokeExact(o, 1, (Object) "v");
            return o;
        });
        t("array store", () -> {
            Object[] o = new String[2];
            arrayElementSetter(Object[].class).invokeExact(o, 1, (Object) 5);
            return o;
        });
        t("array bounds", () -> (int) arrayElementGetter(int[].class).invokeExact(new int[1], 3));
        t("array null", () -> (int) arrayElementGetter(int[].class).invokeExact((int[]) null, 3));
        t("explicit", () -> (byte) explicitCastArguments(add, methodType(byte.class, long.class, double.class)).invokeExact(300L,
                2.9));
        t("explicit bool", () -> (boolean) explicitCastArguments(identity(int.class), methodType(boolean.class, Object.class)).invokeExact((Object) 3));
        t("asType bad", () -> add.asType(methodType(int.class, String.class, int.class)));
        t("asType cce", () -> add.asType(methodType(Object.class, Object.class, Object.class)).invoke("a", 1));
        t("void to obj", () -> vd.asType(methodType(Object.class, String.class)).invoke("v"));
        t("exact invoker", () -> (int) exactInvoker(add.type()).invokeExact(add, 1, 2));
        t("generic invoker", () -> invoker(methodType(Object.class, Object.class, Object.class)).invoke(add, 1, 2));
        t("spread invoker", () -> spreadInvoker(methodType(int.class, int.class, int.class), 0).invoke(add, new Object[] {3, 3}));
        MethodHandle step = l.findStatic(Handles.class, "step", methodType(int.class, int.class, int.class)), less = l.findStatic(Handles.class,
                "less", methodType(boolean.class, int.class, int.class));
        t("countedLoop", () -> (int) countedLoop(constant(int.class, 5), identity(int.class), step).invokeExact(1));
        t("whileLoop", () -> (int) whileLoop(dropArguments(constant(int.class, 1), 0, int.class), less, step).invokeExact(1));
        t("doWhile", () -> (int) doWhileLoop(dropArguments(constant(int.class, 200), 0, int.class), step, less).invokeExact(1));
        t("iterated", () -> iteratedLoop(null, constant(String.class, ""), l.findVirtual(String.class, "concat", methodType(String.class,
                String.class))).invoke(List.of("a", "b", "c")));
        t("loop", () -> {
            MethodHandle[] c = {dropArguments(constant(int.class, 0), 0, int.class), insertArguments(add, 0, 3).asType(methodType(int.class,
                    int.class)), l.findStatic(Handles.class, "less", methodType(boolean.class, int.class, int.class)), dropArguments(identity(int.class),
                    1, int.class)};
            return (int) loop(c).invokeExact(9);
        });
        t("tableSwitch", () -> {
            MethodHandle d = dropArguments(constant(String.class, "dflt"), 0, int.class), a = dropArguments(constant(String.class,
                    "zero"), 0, int.class), b = dropArguments(constant(String.class, "one"), 0, int.class), sw = tableSwitch(d, a, b);
            return (String) sw.invokeExact(0) + (String) sw.invokeExact(1) + (String) sw.invokeExact(-1) + (String) sw.invokeExact(2);
        });
        t("dropToMatch", () -> dropArgumentsToMatch(len, 0, List.of(int.class, String.class, long.class), 1).type());
        t("withVarargs", () -> l.findStatic(Arrays.class, "asList", methodType(List.class, Object[].class)).withVarargs(true).invoke(1,
                2, 3));
        t("proxy", () -> MethodHandleProxies.asInterfaceInstance(Comparator.class, l.findStatic(Integer.class, "compare", methodType(int.class,
                int.class, int.class))).compare(1, 2));
        t("proxy target", () -> {
            Runnable r = MethodHandleProxies.asInterfaceInstance(Runnable.class, vd.bindTo("proxied"));
            r.run();
            return MethodHandleProxies.isWrapperInstance(r) + "" + MethodHandleProxies.wrapperInstanceTarget(r).type();
        });
        t("interface", () -> l.findVirtual(List.class, "size", methodType(int.class)).invoke(List.of(1, 2)));
        t("interface wrong", () -> l.findVirtual(List.class, "size", methodType(int.class)).asType(methodType(int.class, Object.class)).invoke("str"));
        t("object method on interface", () -> (String) l.findVirtual(List.class, "toString", methodType(String.class)).invoke(List.of(1)));
        t("array clone", () -> ((int[]) l.findVirtual(int[].class, "clone", methodType(Object.class)).invoke(new int[] {1, 2, 3})));
        t("varhandle toHandle", () -> arrayElementVarHandle(int[].class).toMethodHandle(VarHandle.AccessMode.GET).invoke(new int[] {4},
                0));
        t("toString", () -> add + " " + inst + cat.type().wrap() + genericMethodType(2, true) + fromMethodDescriptorString("(I[JLjava/lang/String;)V",
                null) + add.type().erase().generic().toMethodDescriptorString());
        t("type eq", () -> methodType(int.class, String.class) == methodType(int.class, List.of(String.class)));
        t("too many", () -> methodType(void.class, Collections.nCopies(256, (Class<?>) int.class).toArray(new Class<?>[0])));
        t("255", () -> cat.asCollector(Object[].class, 254).type().parameterCount());
        t("boolean cast", () -> add.invoke(true, 1));
        t("ensureInit", () -> l.ensureInitialized(Handles.class));
        t("accessClass", () -> l.accessClass(String.class));
        t("in", () -> l.in(String.class).lookupModes() + " " + l.lookupModes() + publicLookup().lookupModes() + l.in(Handles.Sub.class).hasPrivateAccess()
                + l);
        long sum = 0;
        for (int i = 0; i < 20000; i++) sum += (int) add.invokeExact(i, i);
        System.out.println(sum);
    }
}
