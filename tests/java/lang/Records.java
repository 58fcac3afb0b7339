// Records, sealed hierarchies, pattern instanceof, text blocks.

import java.util.*;

public class Records {
    record Point(int x, int y) implements Comparable<Point> {
        static int made;
        Point {
            if (x < 0) throw new IllegalArgumentException("neg " + x);
            made++;
        }
        Point(int v) { this(v, v); }
        double len() { return Math.sqrt(x * x + y * y); }
        public int compareTo(Point o) { return Integer.compare(x, o.x); }
    }

    record Gen<T extends Comparable<T>>(T a, List<? super T> l, int... rest) {
        @Override public String toString() { return "Gen!" + a + l + rest.length; }
    }

    record All(byte b, short s, char c, int i, long l, float f, double d, boolean z, String str, int[] arr) { }
    record Empty() { }
    sealed interface Shape permits Circle, Square, Other { }
    record Circle(double r) implements Shape { }
    record Square(double s) implements Shape { }
    static non-sealed class Other implements Shape { }

    static String describe(Object o) {
        if (o instanceof Circle c && c.r() > 1) return "big circle " + c.r;
        if (!(o instanceof Square s)) return "other " + o.getClass().getSimpleName();
        return "square " + s.s();
    }

    public static void main(String[] args) {
        Point p = new Point(3, 4);
        System.out.println(p + " " + p.len() + " " + p.equals(new Point(3, 4)) + " " + p.equals(new Point(3)) + " " + p.hashCode() +
                " " + Point.made + " " + p.compareTo(new Point(9)));
        try { new Point(-1, 2); } catch (IllegalArgumentException e) { System.out.println(e.getMessage()); }
        System.out.println(new Gen<>("a", List.of(), 1, 2));
        System.out.println(new Empty() + " " + new Empty().equals(new Empty()) + new Empty().hashCode());
        All a = new All((byte) -1, (short) 2, 'c', 4, 5L, 6f, -0.0, true, null, null);
        System.out.println(a + " " + a.hashCode() + " " + a.equals(new All((byte) -1, (short) 2, 'c', 4, 5L, 6f, 0.0, true, null,
                null)) + a.equals(new All((byte) -1, (short) 2, 'c', 4, 5L, 6f, -0.0, true, null, null)) + new All((byte) 0, (short) 0,
                'c', 0, 0, Float.NaN, Double.NaN, false, "", null).equals(new All((byte) 0, (short) 0, 'c', 0, 0, Float.NaN, Double.NaN,
                false, "", null)));
        for (Object o : new Object[] {new Circle(2), new Circle(0.5), new Square(3), new Other(), "x"}) System.out.println(describe(o));
        System.out.println("""
            Hello,
              "text" block \
            joined\tend   \s
            \u0041 \""" done
            """);
        TreeSet<Point> t = new TreeSet<>(List.of(new Point(5), new Point(1), new Point(3)));
        System.out.println(t);
        Map<Point, String> m = new HashMap<>();
        m.put(p, "v");
        System.out.println(m.get(new Point(3, 4)));
    }
}
