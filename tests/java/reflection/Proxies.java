// Dynamic proxies: dispatch, Object's methods, exceptions, several interfaces, default methods, package-private interfaces.

import java.lang.reflect.*;
import java.util.*;

public class Proxies {
    interface A {
        int a(int x, long y, double z, String... s);
        default String d() { return "dflt"; }
        void chk() throws java.io.IOException;
        String same();
    }

    interface B {
        String same();
        byte prim();
    }

    interface Cv { Object same(); }

    public static void main(String[] args) throws Throwable {
        List<String> log = new ArrayList<>();
        InvocationHandler h = (p, m, as) -> {
            log.add(m.getDeclaringClass().getSimpleName() + "." + m.getName() + (as == null ? "null" : Arrays.deepToString(as)));
            switch (m.getName()) {
                case "a": return 42;
                case "same": return "same";
                case "prim": return (byte) 7;
                case "d": return InvocationHandler.invokeDefault(p, m, as);
                case "toString": return "proxy!";
                case "hashCode": return 5;
                case "equals": return p == as[0];
                case "chk": throw new java.io.IOException("declared");
            }
            return null;
        };
        Object p = Proxy.newProxyInstance(Proxies.class.getClassLoader(), new Class<?>[] {A.class, B.class, Cv.class, Runnable.class},
                h);
        System.out.println(((A) p).a(1, 2L, 3.5, "x", "y") + ((A) p).d() + ((B) p).prim() + ((Cv) p).same() + p + p.hashCode() + p.equals(p)
                + p.equals("s"));
        ((Runnable) p).run();
        try { ((A) p).chk(); } catch (java.io.IOException e) { System.out.println(e.getMessage()); }
        System.out.println(log);
        System.out.println(Proxy.isProxyClass(p.getClass()) + " " + p.getClass().getSimpleName().startsWith("$Proxy") + (Proxy.getInvocationHandler(p) ==
                h) + Modifier.toString(p.getClass().getModifiers()) + p.getClass().getInterfaces().length + p.getClass().getPackageName()
                + p.getClass().getModule().isNamed() + (p.getClass() == Proxy.newProxyInstance(Proxies.class.getClassLoader(), new Class<?>[]
                {A.class, B.class, Cv.class, Runnable.class}, h).getClass()));
        InvocationHandler bad = (q, m, as) -> {
            if (m.getName().equals("run")) throw new Exception("undeclared");
            return m.getReturnType() == int.class ? null : m.getReturnType() == byte.class ? (Object) 5 : "s";
        };
        Object q = Proxy.newProxyInstance(Proxies.class.getClassLoader(), new Class<?>[] {Runnable.class, B.class, Comparator.class},
                bad);
        try { ((Runnable) q).run(); } catch (UndeclaredThrowableException e) {
            System.out.println(e.getCause().getMessage());
        }
        try { ((B) q).prim(); } catch (ClassCastException e) { System.out.println(e.getMessage()); }
        try { ((Comparator<?>) q).compare(null, null); } catch (NullPointerException e) {
            System.out.println("npe");
        }
        for (Class<?>[] is : new Class<?>[][] {{String.class}, {A.class, A.class}, {int.class}, {}, {java.io.Serializable.class}}) try
                {
            System.out.println(Proxy.newProxyInstance(Proxies.class.getClassLoader(), is, h));
        } catch (IllegalArgumentException e) { System.out.println(e.getMessage()); }
        try { Proxy.newProxyInstance(null, new Class<?>[] {A.class}, h); } catch (IllegalArgumentException e) {
            System.out.println(e.getMessage());
        }
        try { Proxy.newProxyInstance(Proxies.class.getClassLoader(), new Class<?>[] {A.class}, null); } catch (NullPointerException e)
                {
            System.out.println("null handler");
        }
        System.out.println(Proxy.getProxyClass(Proxies.class.getClassLoader(), Map.class).getDeclaredMethods().length > 10);
    }
}
