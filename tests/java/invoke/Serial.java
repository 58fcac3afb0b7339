// Serialisable lambdas and method references survive a round trip.

import java.io.*;
import java.util.*;
import java.util.function.*;

public class Serial {
    interface SF<A, B> extends Function<A, B>, Serializable { }
    interface SS<T> extends Supplier<T>, Serializable { }
    static int st(int x) { return x * 2; }

    static Object trip(Object o) throws Exception {
        ByteArrayOutputStream b = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(b)) { out.writeObject(o); }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(b.toByteArray()))) { return in.readObject(); }
    }

    @SuppressWarnings("unchecked") public static void main(String[] a) throws Exception {
        int k = 5;
        String s = "cap";
        long l = 7;
        SF<Integer, String> f = x -> s + x + k + l;
        System.out.println(((Function<Integer, String>) trip(f)).apply(3));
        SF<Integer, Integer> m = Serial::st;
        System.out.println(((Function<Integer, Integer>) trip(m)).apply(4));
        SF<String, Integer> v = String::length;
        System.out.println(((Function<String, Integer>) trip(v)).apply("four"));
        SF<String, StringBuilder> c = StringBuilder::new;
        System.out.println(((Function<String, StringBuilder>) trip(c)).apply("built"));
        SS<String> bound = "bound"::toUpperCase;
        System.out.println(((Supplier<String>) trip(bound)).get());
        Runnable r = (Runnable & Serializable) () -> System.out.println("run " + s);
        ((Runnable) trip(r)).run();
        try { trip((Runnable) () -> { }); } catch (NotSerializableException e) {
            System.out.println("not serialisable " + e.getMessage().startsWith("Serial$$Lambda$"));
        }
        java.lang.reflect.Method w = f.getClass().getDeclaredMethod("writeReplace");
        w.setAccessible(true);
        java.lang.invoke.SerializedLambda sl = (java.lang.invoke.SerializedLambda) w.invoke(f);
        System.out.println(sl.getCapturingClass() + sl.getFunctionalInterfaceClass() + sl.getImplMethodKind() + sl.getCapturedArgCount()
                + sl.getCapturedArg(0) + sl.getImplMethodSignature() + sl.getInstantiatedMethodType());
        Comparator<String> cmp = (Comparator<String> & Serializable) Comparator.comparing((Function<String, Integer> & Serializable) String::length).reversed();
        List<String> q = new ArrayList<>(List.of("a", "ccc", "bb"));
        q.sort((Comparator<String>) trip(cmp));
        System.out.println(q);
    }
}
