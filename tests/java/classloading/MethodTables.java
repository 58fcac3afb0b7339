// javac: --add-exports java.base/jdk.internal.org.objectweb.asm=ALL-UNNAMED
// vm: --add-exports java.base/jdk.internal.org.objectweb.asm=ALL-UNNAMED
// Overriding across packages, default methods that conflict or get more specific down the line, and odd descriptors.

import java.util.*;
import jdk.internal.org.objectweb.asm.*;
import static jdk.internal.org.objectweb.asm.Opcodes.*;

public class MethodTables {
    static class Loader extends ClassLoader {
        final Map<String, byte[]> classes = new HashMap<>();
        Loader() { super("tables", MethodTables.class.getClassLoader()); }
        @Override protected Class<?> findClass(String n) throws ClassNotFoundException {
            byte[] b = classes.get(n);
            if (b == null) throw new ClassNotFoundException(n);
            return defineClass(n, b, 0, b.length);
        }
        ClassWriter open(int access, String name, String sup, String... interfaces) {
            ClassWriter w = new ClassWriter(ClassWriter.COMPUTE_MAXS);
            w.visit(V17, access, name, null, sup, interfaces);
            if ((access & ACC_INTERFACE) == 0) {
                MethodVisitor v = w.visitMethod(ACC_PUBLIC, "<init>", "()V", null, null);
                v.visitVarInsn(ALOAD, 0);
                v.visitMethodInsn(INVOKESPECIAL, sup, "<init>", "()V", false);
                v.visitInsn(RETURN);
                v.visitMaxs(0, 0);
            }
            return w;
        }
        void close(String name, ClassWriter w) { classes.put(name.replace('/', '.'), w.toByteArray()); }
        // A class whose methods say who they are.
        void make(int access, String name, String sup, String[] interfaces, String... methods) {
            ClassWriter w = open(access, name, sup, interfaces);
            for (String m : methods) {
                String[] parts = m.split(" ");
                int acc = switch (parts[0]) {
                    case "public" -> ACC_PUBLIC;
                    case "abstract" -> ACC_PUBLIC | ACC_ABSTRACT;
                    case "protected" -> ACC_PROTECTED;
                    case "private" -> ACC_PRIVATE;
                    default -> 0;
                };
                MethodVisitor v = w.visitMethod(acc, parts[1], "()Ljava/lang/String;", null, null);
                if ((acc & ACC_ABSTRACT) != 0) continue;
                v.visitLdcInsn(name + "." + parts[1]);
                v.visitInsn(ARETURN);
                v.visitMaxs(0, 0);
            }
            close(name, w);
        }
        int callers = 0;
        // What `owner.method()` yields on a new `type`, twice.
        void call(String type, String owner, String method, boolean itf) throws Exception {
            String name = owner.substring(0, owner.lastIndexOf('/') + 1) + "Caller" + callers++;
            ClassWriter w = open(ACC_PUBLIC, name, "java/lang/Object");
            MethodVisitor v = w.visitMethod(ACC_PUBLIC | ACC_STATIC, "run", "()Ljava/lang/String;", null, null);
            v.visitTypeInsn(NEW, type);
            v.visitInsn(DUP);
            v.visitMethodInsn(INVOKESPECIAL, type, "<init>", "()V", false);
            v.visitMethodInsn(itf ? INVOKEINTERFACE : INVOKEVIRTUAL, owner, method, "()Ljava/lang/String;", itf);
            v.visitInsn(ARETURN);
            v.visitMaxs(0, 0);
            close(name, w);
            for (int i = 0; i < 2; i++) {
                String what = owner + "." + method + " on " + type + ": ";
                try {
                    System.out.println(what + loadClass(name.replace('/', '.')).getMethod("run").invoke(null));
                } catch (java.lang.reflect.InvocationTargetException e) {
                    System.out.println(what + e.getCause().toString().replaceAll("@[0-9a-f]+", "@H"));
                }
            }
        }
    }

    static final String[] NONE = {};
    static final int ITF = ACC_PUBLIC | ACC_INTERFACE | ACC_ABSTRACT;

    static void packages() throws Exception {
        Loader l = new Loader();
        l.make(ACC_PUBLIC, "p/A", "java/lang/Object", NONE, "package m", "package n");
        l.make(ACC_PUBLIC, "q/B", "p/A", NONE, "public m", "package n");
        l.make(ACC_PUBLIC, "p/C", "q/B", NONE, "public m", "package n");
        l.make(ACC_PUBLIC, "q/D", "p/C", NONE, "public m", "package n");
        l.make(ACC_PUBLIC, "p/E", "p/A", NONE, "public m");
        l.make(ACC_PUBLIC, "q/F", "p/E", NONE, "public m");
        for (String type : new String[] {"p/A", "q/B", "p/C", "q/D", "p/E", "q/F"}) {
            l.call(type, "p/A", "m", false);
            l.call(type, "p/A", "n", false);
        }
        for (String type : new String[] {"q/B", "p/C", "q/D"}) {
            l.call(type, "q/B", "m", false);
            l.call(type, "q/B", "n", false);
        }
        l.call("q/D", "p/C", "m", false);
        l.call("q/F", "p/E", "m", false);
    }

    static void defaults() throws Exception {
        Loader l = new Loader();
        l.make(ITF, "I", "java/lang/Object", NONE, "public d", "abstract a");
        l.make(ITF, "J", "java/lang/Object", NONE, "public d");
        l.make(ITF, "K", "java/lang/Object", new String[] {"I", "J"}, "public d");
        l.make(ITF, "M", "java/lang/Object", new String[] {"I"}, "abstract d", "public a");
        l.make(ACC_PUBLIC, "Both", "java/lang/Object", new String[] {"I", "J"});
        l.make(ACC_PUBLIC, "Settled", "Both", new String[] {"K"});
        l.make(ACC_PUBLIC, "Own", "Both", NONE, "public d");
        l.make(ACC_PUBLIC, "Again", "Own", new String[] {"J"});
        l.make(ACC_PUBLIC, "Below", "Settled", NONE, "public a");
        l.make(ACC_PUBLIC, "Abstracted", "java/lang/Object", new String[] {"M"});
        l.make(ACC_PUBLIC, "Plain", "java/lang/Object", NONE, "public d", "public a");
        l.make(ACC_PUBLIC, "Late", "Plain", new String[] {"I"});
        for (String type : new String[] {"Both", "Settled", "Own", "Again", "Below", "Abstracted", "Late"}) {
            l.call(type, "I", "d", true);
            l.call(type, "I", "a", true);
            l.call(type, type, "d", false);
            l.call(type, type, "a", false);
        }
        for (String type : new String[] {"Settled", "Own", "Below"}) {
            l.call(type, "Both", "d", false);
            l.call(type, "J", "d", true);
        }
    }

    static void names() throws Exception {
        Loader l = new Loader();
        ClassWriter w = l.open(ACC_PUBLIC, "Odd", "java/lang/Object");
        for (String d : new String[] {"(La);)J", "(Lx)y;[La(b;I)D", "()La)b;"}) {
            MethodVisitor v = w.visitMethod(ACC_PUBLIC | ACC_ABSTRACT, "odd", d, null, null);
            v.visitEnd();
        }
        w.visit(V17, ACC_PUBLIC | ACC_ABSTRACT, "Odd", null, "java/lang/Object", null);
        l.close("Odd", w);
        l.close("a)", l.open(ACC_PUBLIC, "a)", "java/lang/Object"));
        l.close("a(b", l.open(ACC_PUBLIC, "a(b", "java/lang/Object"));
        l.close("a)b", l.open(ACC_PUBLIC, "a)b", "java/lang/Object"));
        l.close("x)y", l.open(ACC_PUBLIC, "x)y", "java/lang/Object"));
        String[] found = Arrays.stream(l.loadClass("Odd").getDeclaredMethods()).map(Object::toString).sorted().toArray(String[]::new);
        for (String f : found) System.out.println(f);
    }

    public static void main(String[] args) throws Exception {
        packages();
        defaults();
        names();
    }
}
