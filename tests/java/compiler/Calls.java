// Calls between compiled and interpreted methods: all kinds of arguments, results and selections.
// vm: -Xmixed -Xbatch

import java.util.function.*;

public class Calls {
    static String many(int a, long b, float c, double d, byte e, short f, char g, boolean h, Object i, int[] j, long k,
            double l, double m, double n, double o, double p, double q, double r, float s, int t, long u) {
        return a + " " + b + " " + c + " " + d + " " + e + " " + f + " " + g + " " + h + " " + i + " " + j.length + " " + k + " "
                + l + " " + m + " " + n + " " + o + " " + p + " " + q + " " + r + " " + s + " " + t + " " + u;
    }

    static String callsMany(int i) {
        return many(i, i * 10_000_000_000L, i / 2f, i / 3.0, (byte) i, (short) -i, (char) ('a' + i % 26), i % 2 == 0, "o" + i,
                new int[i % 5], -i, i, i + 0.5, i * 2.0, -i, 1.0 / (i + 1), 2, 3, i * 0.25f, ~i, (long) i << 33);
    }

    static byte narrowByte(int i) {
        return (byte) i;
    }

    static char narrowChar(int i) {
        return (char) i;
    }

    static boolean odd(int i) {
        return (i & 1) != 0;
    }

    static float half(float f) {
        return f / 2;
    }

    interface Shape {
        double area();

        default String name() {
            return "shape";
        }
    }

    record Square(double side) implements Shape {
        public double area() {
            return side * side;
        }
    }

    record Circle(double radius) implements Shape {
        public double area() {
            return 3 * radius * radius;
        }

        public String name() {
            return "circle";
        }
    }

    static class Ring implements Shape {
        public double area() {
            return 1;
        }
    }

    abstract static class Node {
        abstract int eval(int x);
    }

    static class Constant extends Node {
        final int c;

        Constant(int c) {
            this.c = c;
        }

        int eval(int x) {
            return c;
        }
    }

    static class Variable extends Node {
        int eval(int x) {
            return x;
        }
    }

    static class Plus extends Node {
        final Node a, b;

        Plus(Node a, Node b) {
            this.a = a;
            this.b = b;
        }

        int eval(int x) {
            return a.eval(x) + b.eval(x);
        }
    }

    static int twice(IntUnaryOperator f, int x) {
        return f.applyAsInt(f.applyAsInt(x));
    }

    public static void main(String[] args) throws Throwable {
        int hash = 0;
        for (int i = 0; i < 6000; i++) {
            hash = hash * 31 + callsMany(i).hashCode();
        }
        System.out.println(hash + " " + callsMany(77));
        long sum = 0;
        for (int i = 0; i < 20_000; i++) {
            sum += narrowByte(i * 7) + narrowChar(i * 70_000) + (odd(i) ? 1 : 0) + (long) half(i);
        }
        System.out.println(sum);
        double area = 0;
        int names = 0;
        for (int i = 0; i < 20_000; i++) {
            Shape s = i < 8000 ? new Square(i) : i % 3 == 0 ? new Circle(i) : i % 3 == 1 ? new Square(1) : new Ring();
            area += s.area();
            names += s.name().length();
        }
        System.out.println(area + " " + names);
        Node n = new Constant(1);
        for (int i = 0; i < 20; i++) {
            n = new Plus(n, i % 2 == 0 ? new Variable() : new Constant(i));
        }
        for (int i = 0; i < 3000; i++) {
            sum += n.eval(i);
        }
        int k = args.length + 3;
        for (int i = 0; i < 5000; i++) {
            sum += twice(x -> x * k, i) + twice(x -> x + 1, i);
        }
        System.out.println(sum);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 3000; i++) {
            text.append(String.valueOf(i % 10)).append(Integer.toHexString(i).length());
            System.arraycopy(new int[] {i}, 0, new int[2], 1, 1);
            sum += System.identityHashCode(null) + Math.max(i, 5) + Long.bitCount(i);
        }
        System.out.println(text.toString().hashCode() + " " + sum);
    }
}
