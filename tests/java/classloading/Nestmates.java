// Private access between nest members, nest attributes, reflection among nestmates.

public class Nestmates {
    private int x = 1;
    private static String s() { return "s"; }
    private Nestmates() { }

    static class A {
        private int y = 2;
        private A() { }
        private int m(Nestmates n) { return n.x + y; }
        private static class Deep { private int z = new A().y + 5; }
    }

    interface I {
        private int p() { return 9; }
        static int q(I i) { return i.p(); }
    }

    static class B extends A {
        int r() { return ((A) this).m(new Nestmates()) + super.m(new Nestmates()); }
        private int m(Nestmates n) { return 1000; }
    }

    public static void main(String[] a) throws Exception {
        System.out.println(new A().m(new Nestmates()) + new A.Deep().z + new B().r() + I.q(new I() { }) + s());
        System.out.println(A.class.getNestHost() + " " + A.Deep.class.getNestHost() + A.class.isNestmateOf(B.class) + String.class.isNestmateOf(A.class)
                + int.class.getNestHost() + int[].class.getNestHost().getName() + String.class.getNestMembers().length);
        for (Class<?> c : Nestmates.class.getNestMembers()) System.out.print(c.getName() + " ");
        System.out.println();
        java.lang.reflect.Field f = A.class.getDeclaredField("y");
        System.out.println(f.get(new A()) + " " + A.class.getDeclaredConstructor().newInstance().y);
        Runnable r = () -> System.out.println(new A().y + s());
        r.run();
    }
}
