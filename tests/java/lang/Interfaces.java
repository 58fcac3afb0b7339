// Default, static and private interface methods; conflicts and their resolution.

public class Interfaces {
    interface A {
        default String m() { return "A"; }
        static String s() { return "As"; }
        private String p() { return "Ap"; }
        default String callsP() { return p() + s(); }
    }

    interface B extends A {
        @Override default String m() { return "B" + A.super.m(); }
    }

    interface C extends A { }

    interface D {
        default String m() { return "D"; }
    }

    static class X implements B, C { }

    static class Y implements C, D {
        @Override public String m() { return C.super.m() + D.super.m(); }
    }

    static class P {
        public String m() { return "P"; }
    }

    static class Z extends P implements A { }
    static abstract class Abs implements A { @Override public abstract String m(); }

    static class Conc extends Abs {
        @Override public String m() { return "Conc" + callsP(); }
    }

    interface Gen<T> {
        T get(T t);
        default T twice(T t) { return get(get(t)); }
    }

    static class Str implements Gen<String> {
        @Override public String get(String s) { return s + s; }
    }

    interface Many0 {
        int a0();
        int a1();
        int a2();
        int a3();
    }

    interface Many1 {
        int b0();
        int b1();
    }

    interface Many2 extends Many0, Many1 {
        default int all() { return a0() + a1() * 10 + a2() * 100 + a3() * 1000 + b0() * 10000 + b1() * 100000; }
    }

    static class M implements Many2, Runnable, Comparable<M>, Cloneable, java.io.Serializable {
        public int a0() { return 1; }
        public int a1() { return 2; }
        public int a2() { return 3; }
        public int a3() { return 4; }
        public int b0() { return 5; }
        public int b1() { return 6; }
        public void run() { System.out.println("run"); }
        public int compareTo(M o) { return 9; }
    }

    public static void main(String[] args) {
        System.out.println(new X().m() + " " + new Y().m() + " " + new Z().m() + " " + new Conc().m() + " " + A.s());
        Gen<String> g = new Str();
        System.out.println(g.twice("ab"));
        @SuppressWarnings({"rawtypes", "unchecked"}) Gen raw = g;
        try { raw.get(3); } catch (ClassCastException e) { System.out.println("CCE bridge"); }
        M m = new M();
        System.out.println(m.all() + ((Many1) m).b1() + ((Comparable<M>) m).compareTo(m));
        ((Runnable) m).run();
        Object[] os = {new X(), new Y(), new Z(), new Conc(), m, "s"};
        StringBuilder sb = new StringBuilder();
        for (int i = 0; i < 200; i++) for (Object o : os) if (o instanceof A a) sb.append(a.m());
        else if (o instanceof D) sb.append('d');
        System.out.println(sb.toString().hashCode());
        A anon = new A() { };
        System.out.println(anon.m());
    }
}
