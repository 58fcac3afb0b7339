// Enums with bodies, fields, interfaces, EnumMap and EnumSet, valueOf.

import java.util.*;

public class Enums {
    interface Op { int apply(int a, int b); }

    enum Arith implements Op {
        ADD("+") {
            public int apply(int a, int b) { return a + b; }
        }, SUB("-") {
            public int apply(int a, int b) { return a - b; }
        }, MUL("*") {
            public int apply(int a, int b) { return a * b; }
        };
        final String sym;
        static final Map<String, Arith> BY = new HashMap<>();
        static { for (Arith a : values()) BY.put(a.sym, a); }
        Arith(String s) { sym = s; }
    }

    enum Planet {
        MERCURY(3.3e23, 2.44e6), EARTH(5.97e24, 6.37e6);
        final double m, r;
        Planet(double m, double r) {
            this.m = m;
            this.r = r;
        }
        double g() { return 6.67e-11 * m / (r * r); }
    }

    enum Single {
        INSTANCE;
        int n;
        int next() { return ++n; }
    }

    enum None { }

    public static void main(String[] args) {
        for (Arith a : Arith.values()) System.out.println(a + a.sym + a.apply(6, 3) + a.ordinal() + a.getClass().getName() + a.getDeclaringClass().getName()
                + a.compareTo(Arith.SUB));
        System.out.println(Arith.BY.get("*") + " " + Planet.EARTH.g() + " " + Single.INSTANCE.next() + Single.INSTANCE.next() + None.values().length);
        try { Arith.valueOf("DIV"); } catch (IllegalArgumentException e) { System.out.println(e.getMessage()); }
        try { Arith.valueOf(null); } catch (NullPointerException e) { System.out.println(e.getMessage()); }
        EnumMap<Arith, Integer> em = new EnumMap<>(Arith.class);
        em.put(Arith.MUL, 1);
        em.put(Arith.ADD, 2);
        System.out.println(em + " " + EnumSet.complementOf(EnumSet.of(Arith.SUB)) + EnumSet.allOf(Planet.class) + EnumSet.noneOf(None.class));
        System.out.println(Arith.class.isEnum() + " " + Arith.ADD.getClass().isEnum() + " " + Enum.valueOf(Planet.class, "EARTH") +
                Thread.State.class.getEnumConstants().length + Arith.ADD.describeConstable().get());
    }
}
