// javac: --add-exports java.base/jdk.internal.org.objectweb.asm=ALL-UNNAMED
// vm: --add-exports java.base/jdk.internal.org.objectweb.asm=ALL-UNNAMED
// What defineClass refuses: wrong names, duplicates, bad packages, versions, sealed hierarchies.

import jdk.internal.org.objectweb.asm.*;
import static jdk.internal.org.objectweb.asm.Opcodes.*;

public class DefineErrors {
    static class L extends ClassLoader {
        L(ClassLoader p) { super(p); }
        L(String n, ClassLoader p) { super(n, p); }
        Class<?> def(String n, byte[] b) { return defineClass(n, b, 0, b.length); }
        Class<?> def(String n, byte[] b, int o, int l) { return defineClass(n, b, o, l); }
        Class<?> found(String n) { return findLoadedClass(n); }
    }

    static byte[] cls(int ver, int acc, String name, String sup, String... itf) {
        ClassWriter w = new ClassWriter(0);
        w.visit(ver, acc, name, null, sup, itf);
        w.visitEnd();
        return w.toByteArray();
    }

    static void t(String what, java.util.concurrent.Callable<Object> c) {
        try { System.out.println(what + ": " + String.valueOf(c.call()).replaceAll("@(0x)?[0-9a-f]+", "@H")); } catch (Throwable e) {
            System.out.println(what + ": " + e.getClass().getName() + ": " + (e.getMessage() == null ? null : e.getMessage().replaceAll("@(0x)?[0-9a-f]+",
                    "@H")) + (e.getCause() != null ? " cause " + e.getCause().getClass() : ""));
        }
    }

    public static void main(String[] args) throws Exception {
        ClassLoader app = DefineErrors.class.getClassLoader();
        L l = new L("named", app);
        byte[] a = cls(V17, ACC_PUBLIC, "A", "java/lang/Object");
        t("ok", () -> l.def("A", a));
        t("duplicate", () -> l.def("A", a));
        t("found", () -> l.found("A") + " " + l.found("B"));
        t("wrong name", () -> l.def("B", a));
        t("null name", () -> new L(app).def(null, a));
        t("java package", () -> l.def("java.x.Y", cls(V17, ACC_PUBLIC, "java/x/Y", "java/lang/Object")));
        t("java package null name", () -> l.def(null, cls(V17, ACC_PUBLIC, "java/x/Y", "java/lang/Object")));
        t("slashes", () -> l.def("q/W", cls(V17, ACC_PUBLIC, "q/W", "java/lang/Object")));
        t("too new", () -> l.def("N", cls(99, ACC_PUBLIC, "N", "java/lang/Object")));
        t("preview", () -> l.def("P", cls(V17 | V_PREVIEW, ACC_PUBLIC, "P", "java/lang/Object")));
        t("preview old", () -> l.def("P", cls(V16 | V_PREVIEW, ACC_PUBLIC, "P", "java/lang/Object")));
        t("old", () -> l.def("O", cls(V1_1, ACC_PUBLIC, "O", "java/lang/Object")));
        t("ancient", () -> l.def("An", cls(44, ACC_PUBLIC, "An", "java/lang/Object")));
        t("magic", () -> l.def("M", new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10}));
        t("empty", () -> l.def("E", new byte[0]));
        t("truncated", () -> l.def("T", a, 0, a.length - 3));
        t("range", () -> l.def("T", a, 5, a.length));
        t("trailing", () -> l.def("Tr", java.util.Arrays.copyOf(cls(V17, ACC_PUBLIC, "Tr", "java/lang/Object"), 200)));
        t("final super", () -> l.def("F", cls(V17, ACC_PUBLIC, "F", "java/lang/String")));
        t("interface super", () -> l.def("F", cls(V17, ACC_PUBLIC, "F", "java/lang/Runnable")));
        t("class as interface", () -> l.def("F", cls(V17, ACC_PUBLIC, "F", "java/lang/Object", "java/lang/String")));
        t("repeated interface", () -> l.def("F", cls(V17, ACC_PUBLIC, "F", "java/lang/Object", "java/lang/Runnable",
                "java/lang/Runnable")));
        t("missing super", () -> l.def("F", cls(V17, ACC_PUBLIC, "F", "Nope")));
        t("missing interface", () -> l.def("F", cls(V17, ACC_PUBLIC, "F", "java/lang/Object", "NopeI")));
        t("self", () -> l.def("F", cls(V17, ACC_PUBLIC, "F", "F")));
        t("interface super not object", () -> l.def("F", cls(V17, ACC_PUBLIC | ACC_INTERFACE | ACC_ABSTRACT, "F", "java/lang/Thread")));
        t("no super", () -> l.def("F", cls(V17, ACC_PUBLIC, "F", null)));
        t("interface not abstract", () -> l.def("F", cls(V17, ACC_PUBLIC | ACC_INTERFACE, "F", "java/lang/Object")));
        t("final abstract", () -> l.def("F", cls(V17, ACC_PUBLIC | ACC_FINAL | ACC_ABSTRACT, "F", "java/lang/Object")));
        t("annotation no interface", () -> l.def("F", cls(V17, ACC_PUBLIC | ACC_ANNOTATION, "F", "java/lang/Object")));
        t("array name", () -> l.def("F", cls(V17, ACC_PUBLIC, "[F", "java/lang/Object")));
        t("bad name", () -> l.def("F", cls(V17, ACC_PUBLIC, "a;b", "java/lang/Object")));
        t("enum super", () -> l.def("F", cls(V17, ACC_PUBLIC, "F", "java/lang/Enum")));
        t("package private super", () -> l.def("F", cls(V17, ACC_PUBLIC, "F", "java/lang/AbstractStringBuilder")));
        t("internal super", () -> l.def("F2", cls(V17, ACC_PUBLIC, "F2", "jdk/internal/misc/Unsafe")));
        t("module", () -> l.def("F", cls(V17, ACC_MODULE, "module-info", null)));
        t("permitted", () -> {
            L m = new L(app);
            ClassWriter w = new ClassWriter(0);
            w.visit(V17, ACC_PUBLIC | ACC_ABSTRACT, "Sealed", null, "java/lang/Object", null);
            w.visitPermittedSubclassExperimental("Allowed");
            w.visitEnd();
            m.def("Sealed", w.toByteArray());
            m.def("Allowed", cls(V17, ACC_PUBLIC, "Allowed", "Sealed"));
            return m.def("Denied", cls(V17, ACC_PUBLIC, "Denied", "Sealed"));
        });
        t("loadClass missing", () -> l.loadClass("not.There"));
        t("loadClass slash", () -> l.loadClass("java/lang/String"));
        t("loadClass array", () -> l.loadClass("[Ljava.lang.String;"));
        t("null bytes", () -> l.def("Z", null));
        t("parent chain", () -> new L(null).loadClass("java.lang.String") + " " + new L(null).getParent());
        t("no app in null parent", () -> new L(null).loadClass("DefineErrors"));
        t("self missing dependency", () -> {
            Class<?> c = l.def("Dep", cls(V17, ACC_PUBLIC, "Dep", "java/lang/Object"));
            return c.getProtectionDomain().getCodeSource() + " " + c.getClassLoader().getName() + c.getModule() + c.getPackage().getName()
                    + "|";
        });
    }
}
