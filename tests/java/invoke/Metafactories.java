// LambdaMetafactory, altMetafactory with markers and bridges, StringConcatFactory, errors of linkage.

import java.lang.invoke.*;
import java.util.*;
import java.util.function.*;
import static java.lang.invoke.MethodType.methodType;

public class Metafactories {
    interface Marker1 { }

    interface Marker2 {
        default int two() { return 2; }
    }

    static String up(String s) { return s.toUpperCase(); }
    interface Body { Object run() throws Throwable; }

    static void t(String n, Body b) {
        try { System.out.println(n + ": " + b.run()); } catch (Throwable e) {
            System.out.println(n + " threw " + e.getClass().getName() + ": " + e.getMessage() + (e.getCause() == null ? "" :
                    " cause " + e.getCause()));
        }
    }

    public static class Bean {
        private int age;
        public int getAge() { return age; }
        public void setAge(int a) { age = a; }
    }

    @SuppressWarnings("unchecked") public static void main(String[] args) throws Throwable {
        MethodHandles.Lookup l = MethodHandles.lookup();
        MethodHandle up = l.findStatic(Metafactories.class, "up", methodType(String.class, String.class));
        t("plain", () -> ((Function<String, String>) LambdaMetafactory.metafactory(l, "apply", methodType(Function.class),
                methodType(Object.class, Object.class), up, up.type()).getTarget().invoke()).apply("abc"));
        t("captured", () -> ((Supplier<String>) LambdaMetafactory.metafactory(l, "get", methodType(Supplier.class, String.class),
                methodType(Object.class), up, methodType(String.class)).getTarget().invoke("cap")).get());
        t("alt markers", () -> {
            Object o = LambdaMetafactory.altMetafactory(l, "apply", methodType(Function.class), methodType(Object.class, Object.class),
                    up, up.type(), LambdaMetafactory.FLAG_MARKERS | LambdaMetafactory.FLAG_SERIALIZABLE, 2, Marker1.class, Marker2.class).getTarget().invoke();
            return (o instanceof Marker1) + "" + ((Marker2) o).two() + (o instanceof java.io.Serializable) + ((Function<String,
                    String>) o).apply("q");
        });
        t("alt bridges", () -> ((Function<String, String>) LambdaMetafactory.altMetafactory(l, "apply", methodType(Function.class),
                methodType(Object.class, Object.class), up, up.type(), LambdaMetafactory.FLAG_BRIDGES, 1, methodType(Object.class,
                String.class)).getTarget().invoke()).apply("w"));
        t("getter", () -> ((ToIntFunction<Bean>) LambdaMetafactory.metafactory(l, "applyAsInt", methodType(ToIntFunction.class),
                methodType(int.class, Object.class), l.findVirtual(Bean.class, "getAge", methodType(int.class)), methodType(int.class,
                Bean.class)).getTarget().invoke()).applyAsInt(new Bean()));
        t("bad types", () -> LambdaMetafactory.metafactory(l, "apply", methodType(Function.class), methodType(Object.class, Object.class),
                up, methodType(Integer.class, Integer.class)));
        t("not interface", () -> LambdaMetafactory.metafactory(l, "apply", methodType(String.class), methodType(Object.class, Object.class),
                up, up.type()));
        t("not direct", () -> LambdaMetafactory.metafactory(l, "apply", methodType(Function.class), methodType(Object.class, Object.class),
                MethodHandles.insertArguments(up, 0, "x"), methodType(String.class, String.class)));
        Class<?>[] ps = new Class<?>[200];
        Arrays.fill(ps, int.class);
        Object[] vs = new Object[200];
        Arrays.setAll(vs, i -> i);
        t("concat 200", () -> ((String) StringConcatFactory.makeConcat(l, "c", methodType(String.class, ps)).getTarget().invokeWithArguments(vs)).hashCode());
        t("concat 201", () -> {
            Class<?>[] q = new Class<?>[201];
            Arrays.fill(q, int.class);
            return StringConcatFactory.makeConcat(l, "c", methodType(String.class, q));
        });
        t("recipe", () -> (String) StringConcatFactory.makeConcatWithConstants(l, "c", methodType(String.class, int.class, Object.class,
                double.class, char.class, boolean.class), "a\1b\1\2c\1\1\1", "K").getTarget().invokeExact(1, (Object) null, 2.5, 'x',
                true));
        t("recipe bad", () -> StringConcatFactory.makeConcatWithConstants(l, "c", methodType(String.class, int.class), "\1\1"));
        t("recipe consts", () -> StringConcatFactory.makeConcatWithConstants(l, "c", methodType(String.class, int.class), "\1\2"));
        t("empty", () -> (String) StringConcatFactory.makeConcat(l, "c", methodType(String.class)).getTarget().invokeExact());
        t("one string", () -> {
            String s = "same";
            return (String) StringConcatFactory.makeConcat(l, "c", methodType(String.class, String.class)).getTarget().invokeExact(s) ==
                    s;
        });
        t("mixed utf16", () -> (String) StringConcatFactory.makeConcat(l, "c", methodType(String.class, String.class, char.class,
                long.class)).getTarget().invokeExact("é", '中', -5L));
        t("wrong return", () -> StringConcatFactory.makeConcat(l, "c", methodType(int.class, int.class)));
    }
}
