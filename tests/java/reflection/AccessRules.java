// Access checks of reflection: packages, protected members, modules, nests, setAccessible.

import java.lang.reflect.*;
import java.util.*;

public class AccessRules {
    private static String hidden = "h";

    static void t(String n, java.util.concurrent.Callable<Object> c) {
        try { System.out.println(n + " " + c.call()); } catch (Throwable e) {
            System.out.println(n + " " + e.getClass().getName() + ": " + (e.getMessage() == null ? null : e.getMessage().replaceAll("@(0x)?[0-9a-f]+",
                    "@H")));
        }
    }

    public static void main(String[] a) throws Exception {
        t("own", () -> AccessRules.class.getDeclaredField("hidden").get(null));
        t("protected", () -> Object.class.getDeclaredMethod("finalize").invoke("s"));
        t("package", () -> Class.forName("java.lang.AbstractStringBuilder").getMethod("length").invoke(new StringBuilder("abc")));
        t("package ctor", () -> Class.forName("java.lang.CharacterData00").getDeclaredConstructors()[0].newInstance());
        t("unexported", () -> Class.forName("sun.security.provider.SHA").getMethods().length > 0);
        t("setAccessible", () -> {
            ArrayList.class.getDeclaredField("elementData").setAccessible(true);
            return 0;
        });
        t("try", () -> ArrayList.class.getDeclaredField("elementData").trySetAccessible());
        t("public exported", () -> {
            Method m = List.class.getMethod("size");
            m.setAccessible(true);
            return m.invoke(List.of(1));
        });
        t("private class public method", () -> List.of(1).getClass().getMethod("size").invoke(List.of(1)));
        t("unsafe", () -> {
            Field f = Class.forName("sun.misc.Unsafe").getDeclaredField("theUnsafe");
            f.setAccessible(true);
            return f.get(null) != null;
        });
        t("override final", () -> {
            Field f = Integer.class.getDeclaredField("MAX_VALUE");
            f.set(null, 3);
            return 0;
        });
        t("arr", () -> AccessibleObject.class.isAssignableFrom(Method.class));
        t("jdk.internal", () -> Class.forName("jdk.internal.misc.VM").getMethod("isBooted").invoke(null));
    }
}
