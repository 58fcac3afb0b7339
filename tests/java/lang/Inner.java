// Inner, local and anonymous classes, captured variables, shadowing, qualified this and new.

public class Inner {
    int v = 1;
    private int secret = 42;
    static int made;

    class A {
        int v = 2;
        class B {
            int v = 3;
            int sum() { return v + A.this.v * 10 + Inner.this.v * 100; }
            class C extends A {
                int deep() { return B.this.v + this.v + Inner.this.secret++; }
            }
        }
        A() { made++; }
    }

    static class Nest {
        private int x = 5;
        private static int y() { return 6; }
        private Nest() { }
        private class Priv { private int z = x * 2; }
    }

    abstract static class Shape {
        abstract double area();
        static Shape of(double r) {
            return new Shape() {
                double area() { return r * r * 3; }
                @Override public String toString() { return "anon" + area(); }
            };
        }
    }

    class Sub extends Inner.A {
        Sub(Inner other) { other.super(); }
    }

    Runnable capture(int a, final long b, String... cs) {
        int d = a * 2;
        class Local {
            int e = d + (int) b;
            String show() { return a + " " + b + " " + String.join("", cs) + " " + d + " " + e + " " + v; }
        }
        return () -> System.out.println(new Local().show() + new Object() {
            int q = 9;
            int r() { return q + a; }
        }.r());
    }

    static Object local() {
        record R(int x) { }
        enum Ee { P }
        interface Ii {
            default int k() { return 3; }
        }
        return new R(new Ii() { }.k()) + "" + Ee.P;
    }

    int fact(int n) {
        return new Object() {
            int f(int k) { return k <= 1 ? 1 : k * f(k - 1); }
        }.f(n);
    }

    public static void main(String[] args) {
        Inner o = new Inner();
        Inner.A a = o.new A();
        Inner.A.B b = a.new B();
        o.v = 7;
        System.out.println(b.sum() + " " + b.new C().deep() + " " + o.secret);
        Nest n = new Nest();
        n.x++;
        System.out.println(n.x + Nest.y() + n.new Priv().z + " " + made);
        System.out.println(Shape.of(2));
        o.new Sub(o);
        System.out.println(made);
        o.capture(3, 4L, "x", "y").run();
        System.out.println(local() + " " + o.fact(10));
        try {
            Inner nul = null;
            nul.new A();
        } catch (NullPointerException e) { System.out.println("NPE outer"); }
        int[] counter = {0};
        Runnable r = new Runnable() {
            public void run() { if (counter[0]++ < 5) this.run(); }
        };
        r.run();
        System.out.println(counter[0]);
    }
}
