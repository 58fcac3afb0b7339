// Generics: bridges, covariant returns, wildcard capture, heap pollution.

import java.util.*;
import java.util.function.*;

public class Generics {
    static abstract class Animal<T extends Animal<T>> implements Comparable<T>, Cloneable {
        int w;
        abstract T self();
        public int compareTo(T o) { return w - o.w; }
        T with(int w) {
            this.w = w;
            return self();
        }
    }

    static class Dog extends Animal<Dog> {
        Dog self() { return this; }
        @Override public Dog clone() throws CloneNotSupportedException { return (Dog) super.clone(); }
        public String toString() { return "Dog" + w; }
    }

    interface Visitor<R, A> { R visit(A a); }

    static class Len implements Visitor<Integer, String> {
        public Integer visit(String s) { return s.length(); }
    }

    static class Base<T> {
        Object m(T t) { return "Base.m"; }
        T id(T t) { return t; }
    }

    static class Derived extends Base<String> {
        @Override String m(String t) { return "Derived.m " + t; }
        @Override String id(String s) { return "id" + s; }
    }

    static <T extends Comparable<? super T>> T max(Collection<? extends T> c) {
        T best = null;
        for (T t : c) if (best == null || t.compareTo(best) > 0) best = t;
        return best;
    }

    static <A, B, C> Function<A, C> compose(Function<? super A, ? extends B> f, Function<? super B, ? extends C> g) {
        return a -> g.apply(f.apply(a));
    }

    static void swap(List<?> l) { swap2(l); }

    static <T> void swap2(List<T> l) {
        T t = l.get(0);
        l.set(0, l.get(1));
        l.set(1, t);
    }

    public static void main(String[] args) throws Exception {
        List<Dog> ds = new ArrayList<>(List.of(new Dog().with(3), new Dog().with(1), new Dog().with(2)));
        Collections.sort(ds);
        System.out.println(ds + " " + max(ds) + " " + ds.get(0).clone().with(9));
        Visitor<Integer, String> v = new Len();
        System.out.println(v.visit("four"));
        Base<String> b = new Derived();
        System.out.println(b.m("x") + b.id("y"));
        swap(ds);
        System.out.println(ds);
        System.out.println(compose((Integer i) -> i * 2, (Number n) -> "n" + n).apply(21));
        List<String> ls = new ArrayList<>();
        @SuppressWarnings({"unchecked", "rawtypes"}) List<Integer> poll = (List) ls;
        poll.add(3);
        try {
            String s = ls.get(0);
            System.out.println(s);
        } catch (ClassCastException e) { System.out.println("CCE " + e.getMessage()); }
        Object ok = ((List<?>) ls).get(0) == null;
        System.out.println(ok);
    }
}
