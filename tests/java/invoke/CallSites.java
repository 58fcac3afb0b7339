// javac: --add-exports java.base/jdk.internal.org.objectweb.asm=ALL-UNNAMED
// vm: --add-exports java.base/jdk.internal.org.objectweb.asm=ALL-UNNAMED
// Call sites of all kinds, relinking, bootstrap failures, constant dynamic from own bytes.

import java.lang.invoke.*;
import java.util.*;
import jdk.internal.org.objectweb.asm.*;
import static jdk.internal.org.objectweb.asm.Opcodes.*;

public class CallSites {
    public static int boots;
    public static MutableCallSite mut;
    public static VolatileCallSite vol;
    static final String DESC =
            "(Ljava/lang/invoke/MethodHandles$Lookup;Ljava/lang/String;Ljava/lang/invoke/MethodType;[Ljava/lang/Object;)Ljava/lang/invoke/CallSite;",
            CDESC =
            "(Ljava/lang/invoke/MethodHandles$Lookup;Ljava/lang/String;Ljava/lang/Class;[Ljava/lang/Object;)Ljava/lang/Object;";

    public static CallSite boot(MethodHandles.Lookup l, String name, MethodType t, Object... args) throws Exception {
        boots++;
        switch (name) {
            case "konst": return new ConstantCallSite(MethodHandles.constant(t.returnType(), "konst" + Arrays.toString(args) + l.lookupClass().getSimpleName()));
            case "mut": return mut = new MutableCallSite(MethodHandles.constant(String.class, "m0"));
            case "vol": return vol = new VolatileCallSite(MethodHandles.constant(String.class, "v0"));
            case "nul": return null;
            case "wrong": return new ConstantCallSite(MethodHandles.constant(int.class, 3));
            case "throws": throw new java.io.IOException("boot fails");
            case "error": throw new StackOverflowError("boot error");
            case "echo": return new ConstantCallSite(MethodHandles.lookup().findStatic(CallSites.class, "echo", MethodType.methodType(String.class,
                    Object[].class)).asCollector(Object[].class, t.parameterCount()).asType(t));
            default: return null;
        }
    }

    public static String echo(Object[] o) { return Arrays.toString(o); }

    public static Object condy(MethodHandles.Lookup l, String name, Class<?> type, Object... args) throws Exception {
        boots++;
        switch (name) {
            case "int": return 42;
            case "str": return "condy" + Arrays.toString(args);
            case "nul": return null;
            case "wrong": return new Object();
            case "throws": throw new IllegalStateException("condy fails");
            case "long": return 1L << 40;
            case "double": return 2.5;
            case "list": return new ArrayList<>(List.of(args));
            case "bool": return true;
            case "char": return 'c';
        }
        return null;
    }

    interface Gen { void gen(MethodVisitor v); }

    static class L extends ClassLoader {
        L() { super(CallSites.class.getClassLoader()); }
        Class<?> d(byte[] b) { return defineClass(null, b, 0, b.length); }
    }

    static int n;

    static Class<?> make(Gen g) {
        ClassWriter w = new ClassWriter(ClassWriter.COMPUTE_MAXS);
        String name = "Site" + n++;
        w.visit(V17, ACC_PUBLIC, name, null, "java/lang/Object", null);
        MethodVisitor v = w.visitMethod(ACC_PUBLIC | ACC_STATIC, "m", "()Ljava/lang/Object;", null, null);
        v.visitCode();
        g.gen(v);
        v.visitInsn(ARETURN);
        v.visitMaxs(0, 0);
        v.visitEnd();
        w.visitEnd();
        return new L().d(w.toByteArray());
    }

    static Object call(Class<?> c) throws Throwable {
        try { return c.getMethod("m").invoke(null); } catch (java.lang.reflect.InvocationTargetException e) {
            throw e.getCause();
        }
    }

    static void t(String n, Gen g) {
        boots = 0;
        Class<?> c = make(g);
        for (int i = 0; i < 2; i++) try { System.out.println(n + ": " + call(c) + " boots " + boots); } catch (Throwable e) {
            System.out.println(n + " threw " + clean(e) + (e.getCause() != null ? " cause " + clean(e.getCause()) : "") + " boots "
                    + boots);
        }
    }

    static String clean(Throwable t) { return t.toString().replaceAll("@(0x)?[0-9a-f]+", "@H"); }

    public static void main(String[] args) throws Throwable {
        Handle b = new Handle(H_INVOKESTATIC, "CallSites", "boot", DESC, false), cb = new Handle(H_INVOKESTATIC, "CallSites",
                "condy", CDESC, false);
        String S = "()Ljava/lang/String;";
        t("konst", v -> v.visitInvokeDynamicInsn("konst", S, b));
        t("static args", v -> v.visitInvokeDynamicInsn("konst", S, b, 1, 2L, 3f, 4d, "five", Type.getObjectType("java/util/List"),
                Type.getMethodType("(I)V"), new ConstantDynamic("int", "I", cb)));
        for (String bad : new String[] {"nul", "wrong", "throws", "error"}) t(bad, v -> v.visitInvokeDynamicInsn(bad, S, b));
        t("echo", v -> {
            v.visitInsn(ICONST_1);
            v.visitLdcInsn(2L);
            v.visitLdcInsn("three");
            v.visitLdcInsn(4.5);
            v.visitInsn(ICONST_1);
            v.visitInvokeDynamicInsn("echo", "(IJLjava/lang/String;DZ)Ljava/lang/String;", b);
        });
        t("missing bsm", v -> v.visitInvokeDynamicInsn("x", S, new Handle(H_INVOKESTATIC, "CallSites", "gone", DESC, false)));
        t("missing class", v -> v.visitInvokeDynamicInsn("x", "()LGone;", b));
        t("bad arity", v -> v.visitInvokeDynamicInsn("x", S, new Handle(H_INVOKESTATIC, "CallSites", "echo",
                "([Ljava/lang/Object;)Ljava/lang/String;", false)));
        Class<?> m = make(v -> v.visitInvokeDynamicInsn("mut", S, b));
        for (int i = 1; i < 5; i++) {
            System.out.println(call(m));
            mut.setTarget(MethodHandles.constant(String.class, "m" + i));
        }
        MutableCallSite.syncAll(new MutableCallSite[] {mut});
        System.out.println(call(m) + " " + mut.getTarget().type());
        try { mut.setTarget(MethodHandles.constant(int.class, 1)); } catch (WrongMethodTypeException e) {
            System.out.println(e.getMessage());
        }
        Class<?> vo = make(v -> v.visitInvokeDynamicInsn("vol", S, b));
        for (int i = 1; i < 4; i++) {
            System.out.println(call(vo));
            vol.setTarget(MethodHandles.constant(String.class, "v" + i));
        }
        System.out.println((String) mut.dynamicInvoker().invokeExact());
        MutableCallSite un = new MutableCallSite(MethodType.methodType(void.class));
        try { un.dynamicInvoker().invokeExact(); } catch (IllegalStateException e) {
            System.out.println(e.getMessage());
        }
        try { new ConstantCallSite(un.getTarget()).setTarget(null); } catch (UnsupportedOperationException e) {
            System.out.println("constant");
        }
        for (String k : new String[] {"str", "nul", "wrong", "throws", "list"}) t("condy " + k, v -> v.visitLdcInsn(new ConstantDynamic(k,
                k.equals("list") ? "Ljava/util/List;" : "Ljava/lang/String;", cb, "a", 1)));
        t("condy int", v -> {
            v.visitLdcInsn(new ConstantDynamic("int", "I", cb));
            v.visitMethodInsn(INVOKESTATIC, "java/lang/String", "valueOf", "(I)Ljava/lang/String;", false);
        });
        t("condy long", v -> {
            v.visitLdcInsn(new ConstantDynamic("long", "J", cb));
            v.visitMethodInsn(INVOKESTATIC, "java/lang/String", "valueOf", "(J)Ljava/lang/String;", false);
        });
        t("condy double", v -> {
            v.visitLdcInsn(new ConstantDynamic("double", "D", cb));
            v.visitMethodInsn(INVOKESTATIC, "java/lang/String", "valueOf", "(D)Ljava/lang/String;", false);
        });
        t("condy bool", v -> {
            v.visitLdcInsn(new ConstantDynamic("bool", "Z", cb));
            v.visitMethodInsn(INVOKESTATIC, "java/lang/String", "valueOf", "(Z)Ljava/lang/String;", false);
        });
        t("condy nested", v -> v.visitLdcInsn(new ConstantDynamic("str", "Ljava/lang/String;", cb, new ConstantDynamic("list",
                "Ljava/util/List;", cb, "in"), new ConstantDynamic("nul", "Ljava/lang/Object;", cb))));
        t("condy bootstraps", v -> v.visitLdcInsn(new ConstantDynamic("INSTANCE", "Ljava/lang/Object;", new Handle(H_INVOKESTATIC,
                "java/lang/invoke/ConstantBootstraps", "nullConstant",
                "(Ljava/lang/invoke/MethodHandles$Lookup;Ljava/lang/String;Ljava/lang/Class;)Ljava/lang/Object;", false))));
        t("condy missing", v -> v.visitLdcInsn(new ConstantDynamic("x", "Ljava/lang/String;", new Handle(H_INVOKESTATIC, "CallSites",
                "gone", CDESC, false))));
        t("ldc handle", v -> { v.visitLdcInsn(new Handle(H_INVOKEVIRTUAL, "java/lang/String", "length", "()I", false)); });
        t("ldc types", v -> v.visitLdcInsn(Type.getMethodType("(I[Ljava/lang/String;)V")));
        System.out.println((Object) ConstantBootstraps.enumConstant(MethodHandles.lookup(), "NEW", Thread.State.class) + "" +
                ConstantBootstraps.primitiveClass(MethodHandles.lookup(), "I", Class.class) + ConstantBootstraps.invoke(MethodHandles.lookup(),
                "_", String.class, MethodHandles.lookup().findVirtual(String.class, "concat", MethodType.methodType(String.class,
                String.class)), "a", "b"));
    }
}
