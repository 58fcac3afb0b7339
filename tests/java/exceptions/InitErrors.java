// Failing initialisers: wrapped once, NoClassDefFoundError after, errors pass unwrapped, subclasses fail too.

public class InitErrors {
    static class Ex {
        static { if (true) throw new RuntimeException("ex"); }
        static void m() { }
    }

    static class Er {
        static { if (true) throw new AssertionError("er"); }
        static int f;
    }

    static class Sub extends Ex {
        static { System.out.println("sub"); }
    }

    interface If {
        Object X = Integer.valueOf("q");
        default void d() { }
    }

    static class Impl implements If { }

    static class Nested {
        static { new Ex(); }
    }

    static class Stack {
        static int f(int n) { return f(n + 1); }
        static int v = f(0);
    }

    enum En {
        A;
        static {
            Object o = null;
            o.hashCode();
        }
    }

    static void t(String n, Runnable r) {
        for (int i = 0; i < 2; i++) try {
            r.run();
            System.out.println(n + " none");
        } catch (Throwable e) {
            System.out.println(n + " " + e.getClass().getName() + ": " + e.getMessage() + " cause " + e.getCause() + (e.getCause() !=
                    null ? " / " + e.getCause().getCause() : ""));
        }
    }

    public static void main(String[] args) throws Exception {
        t("ex", Ex::m);
        t("sub", Sub::new);
        t("er", () -> Er.f++);
        t("impl", Impl::new);
        t("nested", Nested::new);
        t("array", () -> { Object o = new Ex[2]; });
        t("class", () -> Ex.class.getName());
        t("forName", () -> {
            try { Class.forName("InitErrors$Ex"); } catch (ClassNotFoundException e) {
                throw new RuntimeException(e);
            }
        });
        t("reflect", () -> {
            try { Er.class.getDeclaredField("f").get(null); } catch (ReflectiveOperationException e) {
                throw new RuntimeException(e);
            }
        });
        t("enum", () -> En.valueOf("A"));
        t("handle", () -> {
            try {
                java.lang.invoke.MethodHandles.lookup().findStatic(Ex.class, "m", java.lang.invoke.MethodType.methodType(void.class)).invokeExact();
            } catch (RuntimeException | Error e) { throw e; } catch (Throwable e) {
                throw new RuntimeException(e);
            }
        });
        t("stack", () -> System.out.println(Stack.v));
    }
}
