// Method.invoke, constructors and fields: conversions, wrapping of exceptions, access checks.

import java.lang.reflect.*;
import java.util.*;

public class InvokeAll {
    static class T {
        private int p = 1;
        final int fin = 2;
        static final int SF = Integer.parseInt("3");
        byte b;
        long l;
        char c;
        boolean z;
        float f;
        double d;
        short s;
        Object o;
        static String st = "st";
        private String priv(int a, long b, String... c) { return "priv" + a + b + Arrays.toString(c); }
        static double stat(double d) { return d * 2; }
        void thr() throws Exception { throw new Exception("inner"); }
        void err() { throw new StackOverflowError("se"); }
        int[] arr(int[] a) { return a; }
        void vd() { }
        boolean bo(Boolean x) { return !x; }
        char ch(char c) { return ++c; }
        private T() { }
        T(int x) {
            if (x < 0) throw new IllegalArgumentException("neg");
            p = x;
        }
    }

    static abstract class Ab { Ab() { } }

    interface Itf {
        default String d() { return "d"; }
        static String s() { return "s"; }
    }

    interface Bd { Object r() throws Throwable; }

    static void t(String n, Bd b) {
        try {
            Object o = b.r();
            System.out.println(n + ": " + (o instanceof int[] a ? Arrays.toString(a) : o));
        } catch (Throwable e) {
            System.out.println(n + " threw " + e.getClass().getName() + ": " + e.getMessage() + (e.getCause() != null ? " cause " +
                    e.getCause() : ""));
        }
    }

    public static void main(String[] args) throws Exception {
        T x = new T(7);
        Method priv = T.class.getDeclaredMethod("priv", int.class, long.class, String[].class), stat = T.class.getDeclaredMethod("stat",
                double.class), thr = T.class.getDeclaredMethod("thr");
        t("priv", () -> priv.invoke(x, 1, 2, new String[] {"a"}));
        t("widen", () -> priv.invoke(x, 'a', 2, null));
        t("narrow", () -> priv.invoke(x, 1L, 2L, null));
        t("count", () -> priv.invoke(x, 1));
        t("none", () -> priv.invoke(x));
        t("null args", () -> stat.invoke(null, (Object[]) null));
        t("null prim", () -> stat.invoke(null, (Object) null));
        t("static recv", () -> stat.invoke("anything", 3));
        t("static float", () -> stat.invoke(null, 2.5f));
        t("static bool", () -> stat.invoke(null, true));
        t("null recv", () -> priv.invoke(null, 1, 2L, null));
        t("wrong recv", () -> priv.invoke("s", 1, 2L, null));
        t("thr", () -> thr.invoke(x));
        t("err", () -> T.class.getDeclaredMethod("err").invoke(x));
        t("arr", () -> T.class.getDeclaredMethod("arr", int[].class).invoke(x, new int[] {1, 2}));
        t("arr bad", () -> T.class.getDeclaredMethod("arr", int[].class).invoke(x, new long[1]));
        t("void", () -> T.class.getDeclaredMethod("vd").invoke(x));
        t("bool", () -> T.class.getDeclaredMethod("bo", Boolean.class).invoke(x, true));
        t("char", () -> T.class.getDeclaredMethod("ch", char.class).invoke(x, 'b'));
        t("ctor", () -> T.class.getDeclaredConstructor().newInstance().p);
        t("ctor arg", () -> T.class.getDeclaredConstructor(int.class).newInstance(-1));
        t("ctor byte", () -> T.class.getDeclaredConstructor(int.class).newInstance((byte) 5).p);
        t("abstract", () -> Ab.class.getDeclaredConstructor().newInstance());
        t("enum", () -> Thread.State.class.getDeclaredConstructors()[0].newInstance("x", 1));
        t("no ctor", () -> Itf.class.getDeclaredConstructor());
        t("newInstance", () -> Ab.class.newInstance());
        t("array ctor", () -> int[].class.newInstance());
        t("prim", () -> int.class.newInstance());
        t("default", () -> Itf.class.getMethod("d").invoke(new Itf() { }));
        t("itf static", () -> Itf.class.getMethod("s").invoke(null));
        t("clone", () -> Object.class.getDeclaredMethod("clone").invoke(x));
        t("toString", () -> Object.class.getMethod("hashCode").invoke("a"));
        t("list", () -> List.class.getMethod("size").invoke(List.of(1)));
        t("wait", () -> Object.class.getMethod("wait", long.class).invoke(x, 1L));
        for (String fn : new String[] {"p", "fin", "SF", "b", "l", "c", "z", "f", "d", "s", "o", "st"}) {
            Field f = T.class.getDeclaredField(fn);
            t("get " + fn, () -> f.get(x));
            t("set " + fn, () -> {
                f.set(x, f.getType() == boolean.class ? (Object) true : f.getType() == char.class ? (Object) 'z' : f.getType().isPrimitive()
                        ? (Object) (byte) 9 : "obj");
                return f.get(x);
            });
            t("setInt " + fn, () -> {
                f.setInt(x, 5);
                return f.get(x);
            });
            t("getLong " + fn, () -> f.getLong(x));
            t("getBoolean " + fn, () -> f.getBoolean(x));
            t("acc set " + fn, () -> {
                f.setAccessible(true);
                f.set(x, (byte) 4);
                return f.get(x);
            });
        }
        t("null obj", () -> T.class.getDeclaredField("p").get(null));
        t("wrong obj", () -> T.class.getDeclaredField("p").get("s"));
        t("null prim set", () -> {
            T.class.getDeclaredField("p").set(x, null);
            return 0;
        });
        t("priv jdk", () -> String.class.getDeclaredField("hash").get("s"));
        t("priv jdk m", () -> String.class.getDeclaredMethod("isLatin1").invoke("s"));
        t("canAccess", () -> T.class.getDeclaredField("p").canAccess(x) + "" + String.class.getDeclaredField("hash").canAccess("s"));
        t("Class ctor", () -> {
            Constructor<?> c = Class.class.getDeclaredConstructors()[0];
            c.setAccessible(true);
            return c;
        });
        t("void ctor", () -> {
            Constructor<Void> c = Void.class.getDeclaredConstructor();
            c.setAccessible(true);
            return c;
        });
        long sum = 0;
        Method ch = T.class.getDeclaredMethod("stat", double.class);
        for (int i = 0; i < 200; i++) sum += ((Double) ch.invoke(null, (double) i)).longValue();
        System.out.println(sum);
        Constructor<T> k = T.class.getDeclaredConstructor(int.class);
        for (int i = 0; i < 100; i++) sum += k.newInstance(i).p;
        System.out.println(sum);
        for (int i = 0; i < 40; i++) try { thr.invoke(x); } catch (InvocationTargetException e) {
            if (i % 20 == 0) System.out.println(e.getCause().getMessage());
        }
        Object a = Array.newInstance(int.class, 2, 3);
        Array.setInt(Array.get(a, 1), 2, 5);
        System.out.println(Arrays.deepToString((int[][]) a));
        t("arr neg", () -> Array.newInstance(int.class, -1));
        t("arr void", () -> Array.newInstance(void.class, 1));
        t("arr dims", () -> Array.newInstance(int.class, new int[256]));
        t("arr zero dims", () -> Array.newInstance(int.class, new int[0]));
        t("arr get", () -> Array.get(new byte[] {5}, 0));
        t("arr widen", () -> Array.getDouble(new char[] {'a'}, 0));
        t("arr narrow", () -> Array.getInt(new long[] {1}, 0));
        t("arr set", () -> {
            Object[] o = new String[1];
            Array.set(o, 0, 5);
            return o;
        });
        t("arr not", () -> Array.getLength("s"));
        t("arr null", () -> Array.getLength(null));
        t("arr bounds", () -> Array.get(new int[1], 1));
        t("arr set prim", () -> {
            short[] s = new short[1];
            Array.set(s, 0, (byte) 3);
            return (int) s[0];
        });
        t("arr set bad", () -> {
            Array.set(new short[1], 0, 3);
            return 0;
        });
    }
}
