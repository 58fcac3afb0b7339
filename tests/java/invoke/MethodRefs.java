// Method references of every kind.

import java.util.*;
import java.util.function.*;

public class MethodRefs extends ArrayList<String> {
    static int st(int a) { return a + 1; }
    int inst(int a) { return a + size(); }
    MethodRefs() { }
    MethodRefs(int n) { for (int i = 0; i < n; i++) add("e" + i); }
    static String va(Object... o) { return "va" + o.length; }
    static <T> T id(T t) { return t; }
    private static long priv(long x) { return -x; }

    class In {
        int q;
        In(int q) { this.q = q + size(); }
    }

    @Override public String toString() {
        Supplier<String> s = super::toString;
        return "!" + s.get();
    }

    interface I {
        default String hi() { return "hi" + getClass().getSimpleName(); }
    }

    static class Impl implements I {
        public String hi() {
            Supplier<String> s = I.super::hi;
            return s.get() + "+";
        }
    }

    enum E { A, B }
    protected Object prot() { return "prot"; }
    interface TriF<A, B, C, R> { R f(A a, B b, C c); }

    void run() {
        IntFunction<In> f = In::new;
        System.out.println(f.apply(5).q);
        IntUnaryOperator u = this::inst;
        System.out.println(u.applyAsInt(1));
    }

    public static void main(String[] a) {
        IntUnaryOperator s = MethodRefs::st;
        Function<Integer, Integer> boxed = MethodRefs::st;
        ToLongFunction<Integer> widen = MethodRefs::st;
        System.out.println(s.applyAsInt(1) + boxed.apply(2) + widen.applyAsLong(3));
        Function<Integer, MethodRefs> ctor = MethodRefs::new;
        Supplier<MethodRefs> ctor0 = MethodRefs::new;
        MethodRefs m = ctor.apply(2);
        System.out.println(m + "" + ctor0.get());
        m.run();
        BiFunction<MethodRefs, Integer, Integer> unbound = MethodRefs::inst;
        System.out.println(unbound.apply(m, 10));
        IntFunction<int[]> arr = int[]::new;
        Function<Integer, String[][]> arr2 = String[][]::new;
        System.out.println(arr.apply(3).length + arr2.apply(2).length);
        Function<Object, String> va = MethodRefs::va;
        BinaryOperator<Object> va2 = MethodRefs::va;
        Supplier<String> va0 = MethodRefs::va;
        System.out.println(va.apply(1) + va2.apply(1, 2) + va0.get());
        UnaryOperator<String> id = MethodRefs::<String>id;
        LongUnaryOperator pv = MethodRefs::priv;
        System.out.println(id.apply("id") + pv.applyAsLong(4));
        System.out.println(new Impl().hi());
        Consumer<Object> pr = System.out::println;
        pr.accept("out");
        Function<String, Integer> len = String::length;
        ToIntBiFunction<String, String> cmp = String::compareTo;
        Predicate<Object> isS = String.class::isInstance;
        System.out.println(len.apply("abc") + cmp.applyAsInt("a", "b") + "" + isS.test(1));
        Function<String, E> vo = E::valueOf;
        Supplier<E[]> vs = E::values;
        System.out.println(vo.apply("B") + "" + vs.get().length);
        try {
            MethodRefs nul = null;
            Supplier<Integer> bad = nul::size;
        } catch (NullPointerException e) { System.out.println("npe at creation"); }
        Function<int[], Object> cl = int[]::clone;
        System.out.println(((int[]) cl.apply(new int[] {1, 2})).length);
        Supplier<Object> p = m::prot;
        System.out.println(p.get());
        TriF<String, Integer, Integer, String> sub = String::substring;
        System.out.println(sub.f("hello", 1, 3));
        Runnable vd = m::clear;
        vd.run();
        System.out.println(m.size());
        Function<Object, Class<?>> gc = Object::getClass;
        System.out.println(gc.apply("x"));
        Comparator<Integer> ci = Integer::compare;
        IntBinaryOperator mx = Math::max;
        System.out.println(ci.compare(1, 2) + mx.applyAsInt(3, 4));
        Function<Integer, Double> conv = Double::valueOf;
        BiFunction<List<String>, String, Boolean> add = List::add;
        List<String> l = new ArrayList<>();
        add.apply(l, "q");
        System.out.println(l + "" + conv.apply(3));
        Supplier<Map<String, List<Integer>>> hm = TreeMap::new;
        System.out.println(hm.get());
        Callable3<Object> thr = MethodRefs::new;
        System.out.println(thr.c());
    }

    interface Callable3<T> { T c(); }
}
