// Virtual, special, static and interface calls; overriding across packages of visibility; private and final methods; field hiding.

public class Dispatch {
    static class A {
        String n = "A";
        static String st() { return "A.st"; }
        private String p() { return "A.p"; }
        String callP() { return p(); }
        String v() { return "A.v"; }
        final String fin() { return v() + n; }
        protected Object cov() { return "obj"; }
        String over(Object o) { return "A.obj"; }
    }

    static class B extends A {
        String n = "B";
        static String st() { return "B.st"; }
        private String p() { return "B.p"; }
        String v() { return "B.v" + super.v(); }
        @Override protected String cov() { return "str" + super.cov(); }
        String over(String s) { return "B.str"; }
    }

    static class C extends B {
        String n = "C";
        String v() { return "C.v" + super.v() + super.n + ((A) this).n; }
        String over(Object o) { return "C.obj"; }
    }

    static int depth(int n) { return n == 0 ? 0 : 1 + depth(n - 1); }
    static long ack(long m, long n) { return m == 0 ? n + 1 : n == 0 ? ack(m - 1, 1) : ack(m - 1, ack(m, n - 1)); }
    static boolean even(int n) { return n == 0 || odd(n - 1); }
    static boolean odd(int n) { return n != 0 && even(n - 1); }

    static double mixed(int a, long b, float c, double d, byte e, char f, short g, boolean h, Object o, long i, double j) {
        return a + b * 2 + c * 3 + d * 4 + e * 5 + f * 6 + g * 7 + (h ? 8 : 0) + o.hashCode() + i * 9 + j * 10;
    }

    public static void main(String[] args) {
        A[] as = {new A(), new B(), new C()};
        for (A a : as) System.out.println(a.v() + " " + a.fin() + " " + a.callP() + " " + a.n + " " + a.cov() + " " + a.over("s") +
                " " + a.over(1));
        System.out.println(((B) as[2]).over("s") + ((B) as[2]).over((Object) "s") + A.st() + B.st() + C.st());
        System.out.println(depth(3000) + " " + ack(2, 9) + " " + even(2001));
        System.out.println(mixed(1, 2, 3, 4, (byte) 5, '6', (short) 7, true, "s", 1L << 40, 1e10));
        StringBuilder s = new StringBuilder();
        for (int i = 0; i < 10000; i++) s.append(as[(i * 31) % 3].v().length());
        System.out.println(s.toString().hashCode());
        A n = null;
        System.out.println(n.st());
        try { n.v(); } catch (NullPointerException e) { System.out.println("npe"); }
        try { n.fin(); } catch (NullPointerException e) { System.out.println("npe"); }
        Object o = as;
        System.out.println(((A[]) o)[1].toString().startsWith("Dispatch$B@"));
    }
}
