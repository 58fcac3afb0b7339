// Order of static and instance initialisation.

public class InitOrder {
    static String log(String s) {
        System.out.println(s);
        return s;
    }

    static class Base {
        static { log("Base clinit"); }
        static final int CONST = 5;
        static final Integer BOXED = Integer.valueOf(log("Base.BOXED").length());
        String f = log("Base.f");
        { log("Base block"); }
        Base() {
            log("Base()");
            hook();
        }
        void hook() { log("Base.hook"); }
        static void touch() { }
    }

    static class Sub extends Base {
        static { log("Sub clinit"); }
        int x = 7;
        final int y = 8;
        final String z;
        { log("Sub block " + x); }
        Sub() {
            this("d");
            log("Sub()");
        }
        Sub(String s) {
            super();
            z = s;
            log("Sub(String)");
        }
        @Override void hook() { log("Sub.hook x=" + x + " y=" + y); }
    }

    interface I {
        int A = log("I.A").length();
        default void d() { }
    }

    interface J extends I { int B = log("J.B").length(); }
    interface K { int C = log("K.C").length(); }

    static class Impl implements J, K {
        static { log("Impl clinit"); }
    }

    static class Recursive {
        static int a = Other.b + 1;
        static { log("Recursive " + a); }
    }

    static class Other {
        static int b = Recursive.a + 10;
        static { log("Other " + b); }
    }

    static class Never {
        static { log("never!"); }
        static final String S = "constant";
        static int[] arr;
    }

    static class Lazy {
        static { log("Lazy"); }
        static int f;
    }

    enum E {
        A, B;
        static { log("E clinit"); }
        E() { System.out.println("E " + name()); }
    }

    static class Failing {
        static int v;
        static {
            v = 1;
            if (v == 1) throw new IllegalStateException("boom");
        }
    }

    public static void main(String[] args) throws Exception {
        log("main " + Base.CONST + Never.S + new Never[3].length + Never.class.getSimpleName());
        Sub.touch();
        new Sub();
        new Impl();
        log("" + J.B);
        log("" + K.C);
        log("" + Recursive.a);
        Lazy[][] l = new Lazy[2][2];
        log("array made");
        Object o = l;
        log("" + (o instanceof Lazy[][]));
        Class.forName("InitOrder$Lazy", false, InitOrder.class.getClassLoader());
        log("loaded");
        Lazy.f++;
        E.valueOf("A");
        for (int i = 0; i < 2; i++) try { log("" + Failing.v); } catch (Throwable t) {
            log(t + " / " + t.getCause());
        }
    }
}
