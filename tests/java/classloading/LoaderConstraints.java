// javac: --add-exports java.base/jdk.internal.org.objectweb.asm=ALL-UNNAMED
// vm: --add-exports java.base/jdk.internal.org.objectweb.asm=ALL-UNNAMED
// The same name in two loaders: constraint violations and package-private access across loaders.

import java.util.*;
import jdk.internal.org.objectweb.asm.*;
import static jdk.internal.org.objectweb.asm.Opcodes.*;

public class LoaderConstraints {
    static class L extends ClassLoader {
        Map<String, byte[]> own = new HashMap<>();
        Map<String, ClassLoader> to = new HashMap<>();
        L(String n) { super(n, LoaderConstraints.class.getClassLoader()); }
        @Override protected Class<?> loadClass(String n, boolean r) throws ClassNotFoundException {
            synchronized (getClassLoadingLock(n)) {
                Class<?> c = findLoadedClass(n);
                if (c != null) return c;
                if (own.containsKey(n)) return defineClass(n, own.get(n), 0, own.get(n).length);
                if (to.containsKey(n)) return to.get(n).loadClass(n);
                return super.loadClass(n, r);
            }
        }
    }

    static ClassWriter open(String n, String sup) {
        ClassWriter w = new ClassWriter(ClassWriter.COMPUTE_MAXS);
        w.visit(V17, ACC_PUBLIC, n, null, sup, null);
        MethodVisitor v = w.visitMethod(ACC_PUBLIC, "<init>", "()V", null, null);
        v.visitVarInsn(ALOAD, 0);
        v.visitMethodInsn(INVOKESPECIAL, sup, "<init>", "()V", false);
        v.visitInsn(RETURN);
        v.visitMaxs(0, 0);
        return w;
    }

    static byte[] plain(String n) { return open(n, "java/lang/Object").toByteArray(); }

    static byte[] maker(String n) {
        ClassWriter w = open(n, "java/lang/Object");
        MethodVisitor v = w.visitMethod(ACC_PUBLIC | ACC_STATIC, "make", "()LShared;", null, null);
        v.visitTypeInsn(NEW, "Shared");
        v.visitInsn(DUP);
        v.visitMethodInsn(INVOKESPECIAL, "Shared", "<init>", "()V", false);
        v.visitInsn(ARETURN);
        v.visitMaxs(0, 0);
        w.visitField(ACC_PUBLIC | ACC_STATIC, "field", "LShared;", null, null);
        v = w.visitMethod(ACC_PUBLIC, "virt", "(LShared;)V", null, null);
        v.visitInsn(RETURN);
        v.visitMaxs(0, 0);
        return w.toByteArray();
    }

    static byte[] user(String n, boolean field) {
        ClassWriter w = open(n, "java/lang/Object");
        MethodVisitor v = w.visitMethod(ACC_PUBLIC | ACC_STATIC, "use", "()Ljava/lang/Object;", null, null);
        if (field) v.visitFieldInsn(GETSTATIC, "Maker", "field", "LShared;");
        else v.visitMethodInsn(INVOKESTATIC, "Maker", "make", "()LShared;", false);
        v.visitInsn(ARETURN);
        v.visitMaxs(0, 0);
        return w.toByteArray();
    }

    static byte[] sub(String n) {
        ClassWriter w = open(n, "Maker");
        MethodVisitor v = w.visitMethod(ACC_PUBLIC, "virt", "(LShared;)V", null, null);
        v.visitInsn(RETURN);
        v.visitMaxs(0, 0);
        return w.toByteArray();
    }

    static void t(String what, java.util.concurrent.Callable<Object> c) {
        try { System.out.println(what + ": " + c.call()); } catch (Throwable e) {
            if (e instanceof java.lang.reflect.InvocationTargetException) e = e.getCause();
            System.out.println(what + ": " + e.getClass().getName() + ": " + (e.getMessage() == null ? null : e.getMessage().replaceAll("@(0x)?[0-9a-f]+",
                    "@H")));
        }
    }

    public static void main(String[] args) throws Exception {
        L one = new L("one"), two = new L("two");
        one.own.put("Shared", plain("Shared"));
        one.own.put("Maker", maker("Maker"));
        two.own.put("Shared", plain("Shared"));
        two.own.put("User", user("User", false));
        two.own.put("FieldUser", user("FieldUser", true));
        two.own.put("Sub", sub("Sub"));
        two.to.put("Maker", one);
        one.loadClass("Maker").getMethod("make").invoke(null);
        two.loadClass("Shared");
        t("static call", () -> two.loadClass("User").getMethod("use").invoke(null));
        t("again", () -> two.loadClass("User").getMethod("use").invoke(null));
        t("field", () -> two.loadClass("FieldUser").getMethod("use").invoke(null));
        t("override", () -> two.loadClass("Sub").getDeclaredConstructor().newInstance().getClass().getName());
        L three = new L("three");
        three.to.put("Maker", one);
        three.to.put("Shared", one);
        three.own.put("User", user("User", false));
        t("agreeing", () -> three.loadClass("User").getMethod("use").invoke(null).getClass().getClassLoader().getName());
        L four = new L("four");
        four.to.put("Maker", one);
        four.own.put("User", user("User", false));
        four.own.put("Shared", plain("Shared"));
        t("late", () -> four.loadClass("User").getMethod("use").invoke(null).getClass().getName());
        t("late load", () -> four.loadClass("Shared").getName());
        t("cast", () -> {
            Object o = one.loadClass("Shared").getDeclaredConstructor().newInstance();
            return two.loadClass("Shared").cast(o);
        });
        t("distinct", () -> one.loadClass("Shared") != two.loadClass("Shared"));
        t("assignable", () -> two.loadClass("Shared").isAssignableFrom(one.loadClass("Shared")));
        ClassWriter w = open("p/Base", "java/lang/Object");
        MethodVisitor v = w.visitMethod(0, "pp", "()Ljava/lang/String;", null, null);
        v.visitLdcInsn("base");
        v.visitInsn(ARETURN);
        v.visitMaxs(0, 0);
        v = w.visitMethod(ACC_PUBLIC, "call", "()Ljava/lang/Object;", null, null);
        v.visitVarInsn(ALOAD, 0);
        v.visitMethodInsn(INVOKEVIRTUAL, "p/Base", "pp", "()Ljava/lang/String;", false);
        v.visitInsn(ARETURN);
        v.visitMaxs(0, 0);
        one.own.put("p.Base", w.toByteArray());
        w = open("p/Derived", "p/Base");
        v = w.visitMethod(0, "pp", "()Ljava/lang/String;", null, null);
        v.visitLdcInsn("derived");
        v.visitInsn(ARETURN);
        v.visitMaxs(0, 0);
        byte[] derived = w.toByteArray();
        one.own.put("p.Derived", derived);
        two.own.put("p.Derived", derived);
        two.to.put("p.Base", one);
        t("same package", () -> {
            Object o = one.loadClass("p.Derived").getDeclaredConstructor().newInstance();
            return o.getClass().getMethod("call").invoke(o);
        });
        t("other loader", () -> {
            Object o = two.loadClass("p.Derived").getDeclaredConstructor().newInstance();
            return o.getClass().getMethod("call").invoke(o);
        });
        w = open("p/Caller", "java/lang/Object");
        v = w.visitMethod(ACC_PUBLIC | ACC_STATIC, "go", "()Ljava/lang/Object;", null, null);
        v.visitTypeInsn(NEW, "p/Base");
        v.visitInsn(DUP);
        v.visitMethodInsn(INVOKESPECIAL, "p/Base", "<init>", "()V", false);
        v.visitMethodInsn(INVOKEVIRTUAL, "p/Base", "pp", "()Ljava/lang/String;", false);
        v.visitInsn(ARETURN);
        v.visitMaxs(0, 0);
        two.own.put("p.Caller", w.toByteArray());
        t("package call across loaders", () -> two.loadClass("p.Caller").getMethod("go").invoke(null));
    }
}
