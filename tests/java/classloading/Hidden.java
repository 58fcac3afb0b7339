// javac: --add-exports java.base/jdk.internal.org.objectweb.asm=ALL-UNNAMED
// vm: --add-exports java.base/jdk.internal.org.objectweb.asm=ALL-UNNAMED
// Hidden classes and Lookup.defineClass: names, nestmates, class data, errors.

import java.lang.invoke.*;
import java.util.*;
import jdk.internal.org.objectweb.asm.*;
import static jdk.internal.org.objectweb.asm.Opcodes.*;

public class Hidden {
    private static int secret = 77;
    private static String priv(int x) { return "priv" + x; }

    static byte[] make(String name, boolean nestTouch) {
        ClassWriter w = new ClassWriter(ClassWriter.COMPUTE_MAXS);
        w.visit(V17, ACC_PUBLIC, name, null, "java/lang/Object", new String[] {"java/util/function/IntSupplier"});
        MethodVisitor v = w.visitMethod(ACC_PUBLIC, "<init>", "()V", null, null);
        v.visitVarInsn(ALOAD, 0);
        v.visitMethodInsn(INVOKESPECIAL, "java/lang/Object", "<init>", "()V", false);
        v.visitInsn(RETURN);
        v.visitMaxs(0, 0);
        v = w.visitMethod(ACC_PUBLIC, "getAsInt", "()I", null, null);
        if (nestTouch) v.visitFieldInsn(GETSTATIC, "Hidden", "secret", "I");
        else v.visitIntInsn(BIPUSH, 55);
        v.visitInsn(IRETURN);
        v.visitMaxs(0, 0);
        v = w.visitMethod(ACC_PUBLIC | ACC_STATIC, "self", "()Ljava/lang/Object;", null, null);
        v.visitTypeInsn(NEW, name);
        v.visitInsn(DUP);
        v.visitMethodInsn(INVOKESPECIAL, name, "<init>", "()V", false);
        v.visitInsn(ARETURN);
        v.visitMaxs(0, 0);
        v = w.visitMethod(ACC_PUBLIC | ACC_STATIC, "boom", "()V", null, null);
        v.visitTypeInsn(NEW, "java/lang/IllegalStateException");
        v.visitInsn(DUP);
        v.visitMethodInsn(INVOKESPECIAL, "java/lang/IllegalStateException", "<init>", "()V", false);
        v.visitInsn(ATHROW);
        v.visitMaxs(0, 0);
        return w.toByteArray();
    }

    static String c(Object s) { return String.valueOf(s).replaceAll("[/.]0x[0-9a-f]+", "/ADDR").replaceAll("@(0x)?[0-9a-f]+", "@H"); }
    interface Body { Object call() throws Throwable; }

    static void t(String what, Body x) {
        try { System.out.println(what + ": " + c(x.call())); } catch (Throwable e) {
            System.out.println(what + ": " + c(e));
        }
    }

    public static void main(String[] args) throws Throwable {
        MethodHandles.Lookup l = MethodHandles.lookup();
        MethodHandles.Lookup h = l.defineHiddenClass(make("HiddenOne", false), true);
        Class<?> c = h.lookupClass();
        System.out.println(c(c.getName()) + " " + c(c.getSimpleName()) + " " + c(c) + c.isHidden() + c.getCanonicalName() + c(c.descriptorString())
                + " " + c.describeConstable() + c.getNestHost().isHidden() + c.getClassLoader().equals(Hidden.class.getClassLoader())
                + c.getPackageName() + c.isSynthetic() + c(c.arrayType().getName()) + c.arrayType().isHidden());
        t("value", () -> ((java.util.function.IntSupplier) c.getDeclaredConstructor().newInstance()).getAsInt());
        t("self", () -> c.getMethod("self").invoke(null).getClass() == c);
        t("forName", () -> Class.forName(c.getName()));
        t("twice", () -> l.defineHiddenClass(make("HiddenOne", false), false).lookupClass() != c);
        t("no nest", () -> ((java.util.function.IntSupplier) l.defineHiddenClass(make("HiddenTwo", true), true).lookupClass().getDeclaredConstructor().newInstance()).getAsInt());
        t("nest", () -> {
            Class<?> n = l.defineHiddenClass(make("HiddenThree", true), true, MethodHandles.Lookup.ClassOption.NESTMATE).lookupClass();
            return ((java.util.function.IntSupplier) n.getDeclaredConstructor().newInstance()).getAsInt() + " " + n.getNestHost() +
                    n.isNestmateOf(Hidden.class) + Hidden.class.getNestMembers().length;
        });
        t("strong", () -> l.defineHiddenClass(make("HiddenFour", false), false, MethodHandles.Lookup.ClassOption.STRONG).lookupClass().getSimpleName());
        t("wrong package", () -> l.defineHiddenClass(make("pkg/HiddenFive", false), false));
        t("bad bytes", () -> l.defineHiddenClass(new byte[] {1, 2, 3}, false));
        t("define", () -> l.defineClass(make("Visible", false)).getName());
        t("define twice", () -> l.defineClass(make("Visible", false)));
        t("forName visible", () -> Class.forName("Visible"));
        t("define wrong package", () -> l.defineClass(make("pkg/Visible", false)));
        t("data", () -> {
            MethodHandles.Lookup d = l.defineHiddenClassWithClassData(make("HiddenData", false), List.of("x", 5), true);
            return MethodHandles.classData(d, "_", List.class) + "" + MethodHandles.classDataAt(d, "_", Integer.class, 1);
        });
        t("wrong data type", () -> {
            MethodHandles.Lookup d = l.defineHiddenClassWithClassData(make("HiddenData", false), "str", true);
            return MethodHandles.classData(d, "_", Integer.class);
        });
        t("public lookup", () -> MethodHandles.publicLookup().defineClass(make("V2", false)));
        t("trace", () -> {
            try {
                c.getMethod("boom").invoke(null);
                return "no";
            } catch (java.lang.reflect.InvocationTargetException e) {
                return e.getCause().getStackTrace()[0].getMethodName() + e.getCause().getStackTrace().length / 1000;
            }
        });
        t("walker", () -> StackWalker.getInstance().walk(s -> s.count() > 0));
        t("private in", () -> MethodHandles.privateLookupIn(c, l).lookupClass() == c);
        t("method type", () -> MethodType.methodType(c));
        t("find", () -> h.findStatic(c, "self", MethodType.methodType(Object.class)).invoke().getClass() == c);
        t("string format", () -> l.findClass(c.getName()));
        t("drop", () -> l.dropLookupMode(MethodHandles.Lookup.PRIVATE).defineHiddenClass(make("Hx", false), false));
    }
}
