// Lambdas that capture everything, in every position.

import java.util.*;
import java.util.function.*;

public class Lambdas {
    int field = 5;
    static int sfield = 7;
    interface Nine { String f(byte b, short s, char c, int i, long l, float f, double d, boolean z, Object o); }

    interface Gen<T extends Comparable<T>, R> {
        R ap(T t);
        default Gen<T, String> str() { return t -> "<" + ap(t) + ">"; }
        static int s() { return 4; }
    }

    interface Thrower<X extends Exception> { void run() throws X; }
    interface VoidInt { void v(int i); }
    interface LongBin { long op(long a, long b); }
    Supplier<Supplier<Integer>> nest(int a) { return () -> () -> a + field + sfield; }
    Runnable self;

    class In {
        Supplier<String> s() { return () -> "in" + field + this.getClass().getSimpleName() + Lambdas.this.field; }
    }

    static <T> Supplier<List<T>> lst(T... ts) { return () -> Arrays.asList(ts); }
    static Function<Integer, Function<Integer, Function<Integer, Integer>>> curry = a -> b -> c -> a * 100 + b * 10 + c;
    static BiFunction<Integer, Integer, Integer> gcd;
    static { gcd = (a, b) -> b == 0 ? a : gcd.apply(b, a % b); }

    public static void main(String[] args) throws Exception {
        byte b = 1;
        short s = 2;
        char c = 'c';
        int i = 4;
        long l = 5L << 40;
        float f = 6.5f;
        double d = 7.25;
        boolean z = true;
        String str = "s";
        int[] arr = {9};
        Supplier<String> all = () -> "" + b + s + c + i + l + f + d + z + str + arr[0]++;
        System.out.println(all.get() + all.get() + arr[0]);
        Nine n = (b2, s2, c2, i2, l2, f2, d2, z2, o2) -> b2 + s2 + "" + c2 + i2 + l2 + f2 + d2 + z2 + o2 + i + l;
        System.out.println(n.f((byte) 1, (short) 2, 'x', 4, 5, 6, 7, false, null));
        System.out.println(new Lambdas().nest(3).get().get() + new Lambdas().new In().s().get() + lst(1, 2).get() + curry.apply(1).apply(2).apply(3)
                + gcd.apply(48, 18));
        Gen<String, Integer> g = String::length;
        System.out.println(g.str().str().ap("four") + Gen.s());
        Runnable r = () -> {
            class Loc { int q = i + 1; }
            record R(int x) { }
            System.out.println(new Loc().q + "" + new R(3) + new Object() { int w = arr[0]; }.w);
        };
        r.run();
        try {
            Thrower<java.io.IOException> t = () -> { throw new java.io.IOException("x" + i); };
            t.run();
        } catch (java.io.IOException e) { System.out.println(e.getMessage()); }
        VoidInt v = x -> arr[0] += x;
        v.v(10);
        VoidInt w = arr.length > 0 ? x -> System.out.println(x + arr[0]) : null;
        w.v(1);
        LongBin lb = (p, q) -> p << q;
        System.out.println(lb.op(1, 40));
        List<Supplier<Integer>> sups = new ArrayList<>();
        for (int k = 0; k < 3; k++) {
            int kk = k;
            sups.add(() -> kk * kk);
        }
        for (Supplier<Integer> q : sups) System.out.print(q.get() + " ");
        System.out.println();
        Runnable r1 = null;
        for (int k = 0; k < 2; k++) {
            Runnable r2 = () -> { };
            if (r1 != null) System.out.println(r1 == r2);
            r1 = r2;
        }
        Callable2<Integer> c2 = () -> {
            int tot = 0;
            for (int k = 0; k < 1000; k++) {
                IntUnaryOperator u = x -> x * 3 + i;
                tot += u.applyAsInt(k);
            }
            return tot;
        };
        System.out.println(c2.call());
        Comparator<String> cmp = Comparator.comparing(String::length).thenComparing(Comparator.reverseOrder());
        List<String> ls = new ArrayList<>(List.of("bb", "a", "cc", "ddd", ""));
        ls.sort(cmp);
        System.out.println(ls);
        Object o = (Runnable & java.io.Serializable & Comparable<String>) null;
        Object lam = (Runnable) () -> { };
        System.out.println(lam.getClass().isSynthetic() + " " + lam.getClass().isHidden() + lam.getClass().getInterfaces().length +
                lam.getClass().getDeclaredMethods().length + (lam instanceof Runnable) + lam.getClass().getSimpleName().startsWith("Lambdas$$Lambda$"));
        ToIntFunction<Integer> unb = x -> x;
        IntFunction<Integer> bx = x -> x;
        System.out.println(unb.applyAsInt(5) + bx.apply(6));
        Supplier<Runnable> sr = () -> () -> System.out.println("deep " + str);
        sr.get().run();
        BooleanSupplier bs = () -> z && d > 3;
        System.out.println(bs.getAsBoolean());
    }

    interface Callable2<T> { T call(); }
}
