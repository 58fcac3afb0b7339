// javac: --add-exports java.base/jdk.internal.org.objectweb.asm=ALL-UNNAMED
// vm: --add-exports java.base/jdk.internal.org.objectweb.asm=ALL-UNNAMED
// Errors of linkage between classes that were compiled against other versions of each other.

import java.util.*;
import jdk.internal.org.objectweb.asm.*;
import static jdk.internal.org.objectweb.asm.Opcodes.*;

public class VersionSkew {
    static class Loader extends ClassLoader {
        final Map<String, byte[]> m;
        Loader(Map<String, byte[]> m) {
            super(VersionSkew.class.getClassLoader());
            this.m = m;
        }
        @Override protected Class<?> findClass(String n) throws ClassNotFoundException {
            byte[] b = m.get(n);
            if (b == null) throw new ClassNotFoundException(n);
            return defineClass(n, b, 0, b.length);
        }
    }

    static Map<String, byte[]> defs = new HashMap<>();

    static ClassWriter open(int access, String name, String sup, String... itf) {
        ClassWriter w = new ClassWriter(ClassWriter.COMPUTE_MAXS);
        w.visit(V11, access, name, null, sup, itf.length == 0 ? null : itf);
        if ((access & ACC_INTERFACE) == 0) {
            MethodVisitor v = w.visitMethod(ACC_PUBLIC, "<init>", "()V", null, null);
            v.visitCode();
            v.visitVarInsn(ALOAD, 0);
            v.visitMethodInsn(INVOKESPECIAL, sup, "<init>", "()V", false);
            v.visitInsn(RETURN);
            v.visitMaxs(0, 0);
            v.visitEnd();
        }
        return w;
    }

    static void done(String n, ClassWriter w) {
        w.visitEnd();
        defs.put(n, w.toByteArray());
    }

    static void method(ClassWriter w, int acc, String name, String ret) {
        MethodVisitor v = w.visitMethod(acc, name, "()Ljava/lang/String;", null, null);
        if ((acc & ACC_ABSTRACT) == 0) {
            v.visitCode();
            v.visitLdcInsn(ret);
            v.visitInsn(ARETURN);
            v.visitMaxs(0, 0);
        }
        v.visitEnd();
    }

    interface Body { void emit(MethodVisitor v); }
    static int n;

    static void run(String what, Body b) {
        String name = "Caller" + n++;
        ClassWriter w = open(ACC_PUBLIC, name, "java/lang/Object");
        MethodVisitor v = w.visitMethod(ACC_PUBLIC | ACC_STATIC, "call", "()Ljava/lang/Object;", null, null);
        v.visitCode();
        b.emit(v);
        v.visitInsn(ARETURN);
        v.visitMaxs(0, 0);
        v.visitEnd();
        done(name, w);
        ClassLoader l = new Loader(new HashMap<>(defs));
        for (int i = 0; i < 2; i++) try {
            System.out.println(what + " -> " + l.loadClass(name).getMethod("call").invoke(null));
        } catch (java.lang.reflect.InvocationTargetException e) {
            Throwable t = e.getCause();
            System.out.println(what + " -> " + t.getClass().getName() + ": " + clean(t.getMessage()));
        } catch (Throwable t) {
            System.out.println(what + " => " + t.getClass().getName() + ": " + clean(t.getMessage()));
        }
    }

    static String clean(String s) { return s == null ? null : s.replaceAll("@(0x)?[0-9a-f]+", "@HASH"); }

    static void neu(MethodVisitor v, String c) {
        v.visitTypeInsn(NEW, c);
        v.visitInsn(DUP);
        v.visitMethodInsn(INVOKESPECIAL, c, "<init>", "()V", false);
    }

    public static void main(String[] args) {
        String S = "()Ljava/lang/String;";
        ClassWriter w = open(ACC_PUBLIC, "T", "java/lang/Object");
        method(w, ACC_PUBLIC, "inst", "inst");
        method(w, ACC_PUBLIC | ACC_STATIC, "stat", "stat");
        method(w, ACC_PRIVATE, "priv", "priv");
        method(w, ACC_PRIVATE | ACC_STATIC, "sprv", "sprv");
        method(w, ACC_PROTECTED, "prot", "prot");
        method(w, 0, "pack", "pack");
        w.visitField(ACC_PUBLIC, "f", "I", null, null);
        w.visitField(ACC_PUBLIC | ACC_STATIC, "sf", "I", null, null);
        w.visitField(ACC_PRIVATE | ACC_STATIC, "pf", "I", null, null);
        w.visitField(ACC_PUBLIC | ACC_STATIC | ACC_FINAL, "fin", "I", null, null);
        w.visitField(ACC_PUBLIC | ACC_FINAL, "ifin", "I", null, null);
        done("T", w);
        w = open(ACC_PUBLIC | ACC_INTERFACE | ACC_ABSTRACT, "I", "java/lang/Object");
        method(w, ACC_PUBLIC | ACC_ABSTRACT, "abs", null);
        method(w, ACC_PUBLIC, "def", "I.def");
        method(w, ACC_PUBLIC | ACC_STATIC, "sta", "I.sta");
        method(w, ACC_PRIVATE, "ipriv", "I.ipriv");
        done("I", w);
        w = open(ACC_PUBLIC | ACC_INTERFACE | ACC_ABSTRACT, "J", "java/lang/Object");
        method(w, ACC_PUBLIC, "def", "J.def");
        done("J", w);
        w = open(ACC_PUBLIC, "Impl", "java/lang/Object", "I");
        done("Impl", w);
        w = open(ACC_PUBLIC, "Both", "java/lang/Object", "I", "J");
        done("Both", w);
        w = open(ACC_PUBLIC, "PrivImpl", "java/lang/Object", "I");
        method(w, ACC_PRIVATE, "abs", "hidden");
        method(w, ACC_PROTECTED, "def", "prot");
        done("PrivImpl", w);
        w = open(ACC_PUBLIC | ACC_ABSTRACT, "Abs", "java/lang/Object");
        method(w, ACC_PUBLIC | ACC_ABSTRACT, "am", null);
        done("Abs", w);
        w = open(ACC_PUBLIC, "ConcAbs", "Abs");
        done("ConcAbs", w);
        w = open(ACC_PUBLIC | ACC_FINAL, "Fin", "java/lang/Object");
        done("Fin", w);
        w = open(ACC_PUBLIC, "SubFin", "Fin");
        done("SubFin", w);
        w = open(ACC_PUBLIC, "SubItf", "I");
        done("SubItf", w);
        w = open(ACC_PUBLIC, "ImplClass", "java/lang/Object", "T");
        done("ImplClass", w);
        w = open(ACC_PUBLIC, "Circ1", "Circ2");
        done("Circ1", w);
        w = open(ACC_PUBLIC, "Circ2", "Circ1");
        done("Circ2", w);
        w = open(ACC_PUBLIC, "Self", "Self");
        done("Self", w);
        w = open(ACC_PUBLIC, "NoSup", "Gone");
        done("NoSup", w);
        w = open(ACC_PUBLIC, "NoItf", "java/lang/Object", "GoneI");
        done("NoItf", w);
        w = open(ACC_PUBLIC, "Ovf", "OvfBase");
        method(w, ACC_PUBLIC, "m", "over");
        done("Ovf", w);
        w = open(ACC_PUBLIC, "OvfBase", "java/lang/Object");
        method(w, ACC_PUBLIC | ACC_FINAL, "m", "final");
        done("OvfBase", w);
        w = open(0, "p/Pack", "java/lang/Object");
        method(w, ACC_PUBLIC | ACC_STATIC, "m", "pack");
        done("p.Pack", w);
        w = open(ACC_PUBLIC, "p/Pub", "java/lang/Object");
        method(w, ACC_STATIC, "m", "pub");
        method(w, ACC_PROTECTED | ACC_STATIC, "pm", "pub");
        method(w, ACC_PROTECTED, "pi", "pi");
        w.visitField(ACC_STATIC, "pkg", "I", null, null);
        done("p.Pub", w);
        w = open(ACC_PUBLIC, "wrong/Name", "java/lang/Object");
        done("Misnamed", w);
        run("ok static", v -> v.visitMethodInsn(INVOKESTATIC, "T", "stat", S, false));
        run("static on instance", v -> v.visitMethodInsn(INVOKESTATIC, "T", "inst", S, false));
        run("virtual on static", v -> {
            neu(v, "T");
            v.visitMethodInsn(INVOKEVIRTUAL, "T", "stat", S, false);
        });
        run("no method", v -> v.visitMethodInsn(INVOKESTATIC, "T", "gone", "(ILjava/lang/String;[[J)Ljava/lang/String;".replace("ILjava/lang/String;[[J",
                ""), false));
        run("no method virtual", v -> {
            neu(v, "T");
            v.visitInsn(ICONST_0);
            v.visitInsn(LCONST_0);
            v.visitInsn(ACONST_NULL);
            v.visitMethodInsn(INVOKEVIRTUAL, "T", "gone", "(IJ[[Ljava/lang/String;)LGone;", false);
        });
        run("private", v -> {
            neu(v, "T");
            v.visitMethodInsn(INVOKEVIRTUAL, "T", "priv", S, false);
        });
        run("private static", v -> v.visitMethodInsn(INVOKESTATIC, "T", "sprv", S, false));
        run("package", v -> {
            neu(v, "T");
            v.visitMethodInsn(INVOKEVIRTUAL, "T", "pack", S, false);
        });
        run("protected same package", v -> {
            neu(v, "T");
            v.visitMethodInsn(INVOKEVIRTUAL, "T", "prot", S, false);
        });
        run("interface call on class", v -> {
            neu(v, "T");
            v.visitMethodInsn(INVOKEINTERFACE, "T", "inst", S, true);
        });
        run("class call on interface", v -> {
            neu(v, "Impl");
            v.visitMethodInsn(INVOKEVIRTUAL, "I", "def", S, false);
        });
        run("static on interface as class", v -> v.visitMethodInsn(INVOKESTATIC, "I", "sta", S, false));
        run("static on interface", v -> v.visitMethodInsn(INVOKESTATIC, "I", "sta", S, true));
        run("static via impl", v -> v.visitMethodInsn(INVOKESTATIC, "Impl", "sta", S, false));
        run("default", v -> {
            neu(v, "Impl");
            v.visitMethodInsn(INVOKEINTERFACE, "I", "def", S, true);
        });
        run("abstract missing", v -> {
            neu(v, "Impl");
            v.visitMethodInsn(INVOKEINTERFACE, "I", "abs", S, true);
        });
        run("abstract missing virtual", v -> {
            neu(v, "Impl");
            v.visitMethodInsn(INVOKEVIRTUAL, "Impl", "abs", S, false);
        });
        run("conflict", v -> {
            neu(v, "Both");
            v.visitMethodInsn(INVOKEINTERFACE, "I", "def", S, true);
        });
        run("conflict virtual", v -> {
            neu(v, "Both");
            v.visitMethodInsn(INVOKEVIRTUAL, "Both", "def", S, false);
        });
        run("receiver lacks interface", v -> {
            neu(v, "T");
            v.visitMethodInsn(INVOKEINTERFACE, "I", "def", S, true);
        });
        run("private implements", v -> {
            neu(v, "PrivImpl");
            v.visitMethodInsn(INVOKEINTERFACE, "I", "abs", S, true);
        });
        run("protected implements", v -> {
            neu(v, "PrivImpl");
            v.visitMethodInsn(INVOKEINTERFACE, "I", "def", S, true);
        });
        run("private interface", v -> {
            neu(v, "Impl");
            v.visitMethodInsn(INVOKEINTERFACE, "I", "ipriv", S, true);
        });
        run("abstract inherited", v -> {
            neu(v, "ConcAbs");
            v.visitMethodInsn(INVOKEVIRTUAL, "Abs", "am", S, false);
        });
        run("no field", v -> { v.visitFieldInsn(GETSTATIC, "T", "gone", "Ljava/lang/String;"); });
        run("field wrong type", v -> {
            v.visitFieldInsn(GETSTATIC, "T", "sf", "J");
            v.visitMethodInsn(INVOKESTATIC, "java/lang/String", "valueOf", "(J)Ljava/lang/String;", false);
        });
        run("static get of instance", v -> {
            v.visitFieldInsn(GETSTATIC, "T", "f", "I");
            v.visitMethodInsn(INVOKESTATIC, "java/lang/String", "valueOf", "(I)Ljava/lang/String;", false);
        });
        run("instance get of static", v -> {
            neu(v, "T");
            v.visitFieldInsn(GETFIELD, "T", "sf", "I");
            v.visitMethodInsn(INVOKESTATIC, "java/lang/String", "valueOf", "(I)Ljava/lang/String;", false);
        });
        run("private field", v -> {
            v.visitFieldInsn(GETSTATIC, "T", "pf", "I");
            v.visitMethodInsn(INVOKESTATIC, "java/lang/String", "valueOf", "(I)Ljava/lang/String;", false);
        });
        run("write final static", v -> {
            v.visitInsn(ICONST_1);
            v.visitFieldInsn(PUTSTATIC, "T", "fin", "I");
            v.visitInsn(ACONST_NULL);
        });
        run("write final", v -> {
            neu(v, "T");
            v.visitInsn(ICONST_1);
            v.visitFieldInsn(PUTFIELD, "T", "ifin", "I");
            v.visitInsn(ACONST_NULL);
        });
        run("put static as instance", v -> {
            neu(v, "T");
            v.visitInsn(ICONST_1);
            v.visitFieldInsn(PUTFIELD, "T", "sf", "I");
            v.visitInsn(ACONST_NULL);
        });
        run("no class", v -> v.visitMethodInsn(INVOKESTATIC, "Gone", "m", S, false));
        run("new abstract", v -> neu(v, "Abs"));
        run("new interface", v -> { v.visitTypeInsn(NEW, "I"); });
        run("sub of final", v -> neu(v, "SubFin"));
        run("sub of interface", v -> neu(v, "SubItf"));
        run("implements class", v -> neu(v, "ImplClass"));
        run("circular", v -> neu(v, "Circ1"));
        run("self super", v -> neu(v, "Self"));
        run("no super", v -> neu(v, "NoSup"));
        run("no interface", v -> neu(v, "NoItf"));
        run("overrides final", v -> neu(v, "Ovf"));
        run("package class", v -> v.visitMethodInsn(INVOKESTATIC, "p/Pack", "m", S, false));
        run("package method", v -> v.visitMethodInsn(INVOKESTATIC, "p/Pub", "m", S, false));
        run("protected static", v -> v.visitMethodInsn(INVOKESTATIC, "p/Pub", "pm", S, false));
        run("package field", v -> {
            v.visitFieldInsn(GETSTATIC, "p/Pub", "pkg", "I");
            v.visitInsn(POP);
            v.visitInsn(ACONST_NULL);
        });
        run("protected instance", v -> {
            neu(v, "p/Pub");
            v.visitMethodInsn(INVOKEVIRTUAL, "p/Pub", "pi", S, false);
        });
        run("misnamed", v -> neu(v, "Misnamed"));
        run("no constructor", v -> {
            v.visitTypeInsn(NEW, "T");
            v.visitInsn(DUP);
            v.visitInsn(ICONST_0);
            v.visitMethodInsn(INVOKESPECIAL, "T", "<init>", "(I)V", false);
        });
        run("class constant gone", v -> v.visitLdcInsn(Type.getObjectType("Gone")));
        run("class constant package", v -> v.visitLdcInsn(Type.getObjectType("p/Pack")));
        run("array of gone", v -> {
            v.visitInsn(ICONST_1);
            v.visitTypeInsn(ANEWARRAY, "Gone");
        });
        run("cast null to gone", v -> {
            v.visitInsn(ACONST_NULL);
            v.visitTypeInsn(CHECKCAST, "Gone");
        });
        run("cast to gone", v -> {
            neu(v, "T");
            v.visitTypeInsn(CHECKCAST, "Gone");
        });
        run("multi array", v -> {
            v.visitInsn(ICONST_1);
            v.visitInsn(ICONST_1);
            v.visitMultiANewArrayInsn("[[LGone;", 2);
        });
        run("private jdk", v -> {
            v.visitLdcInsn("x");
            v.visitMethodInsn(INVOKEVIRTUAL, "java/lang/String", "isLatin1", "()Z", false);
            v.visitInsn(POP);
            v.visitInsn(ACONST_NULL);
        });
        run("unexported jdk", v -> {
            v.visitMethodInsn(INVOKESTATIC, "jdk/internal/misc/Unsafe", "getUnsafe", "()Ljdk/internal/misc/Unsafe;", false);
        });
        run("method type gone", v -> v.visitLdcInsn(Type.getMethodType("(LGone;)V")));
        run("handle gone", v -> v.visitLdcInsn(new Handle(H_INVOKESTATIC, "T", "gone", S, false)));
    }
}
