// javac: --add-exports java.base/jdk.internal.org.objectweb.asm=ALL-UNNAMED
// vm: --add-exports java.base/jdk.internal.org.objectweb.asm=ALL-UNNAMED
// Which verifier has the last word: inference below version 50, type checking from 51 on, inference as the fallback at 50.

import static jdk.internal.org.objectweb.asm.Opcodes.*;

import jdk.internal.org.objectweb.asm.*;

public class VerifierVersions {
    static class Loader extends ClassLoader {
        Class<?> define(byte[] b) {
            return defineClass(null, b, 0, b.length);
        }
    }

    interface Body {
        void write(MethodVisitor m);
    }

    static byte[] classFile(int version, String descriptor, Body body) {
        ClassWriter w = new ClassWriter(0);
        w.visit(version, ACC_PUBLIC, "C" + version, null, "java/lang/Object", null);
        MethodVisitor m = w.visitMethod(ACC_PUBLIC | ACC_STATIC, "f", descriptor, null, null);
        m.visitCode();
        body.write(m);
        m.visitMaxs(1, 0);
        m.visitEnd();
        w.visitEnd();
        return w.toByteArray();
    }

    static void check(String what, int version, byte[] b) throws ClassNotFoundException {
        Class<?> c = new Loader().define(b);
        for (int i = 0; i < 2; i++) {
            try {
                Class.forName(c.getName(), true, c.getClassLoader());
                System.out.println(what + " " + version + ": accepted");
            } catch (LinkageError e) {
                System.out.println(what + " " + version + ": " + e);
            }
        }
    }

    public static void main(String[] args) throws ClassNotFoundException {
        for (int version : new int[] {V1_5, V1_6, V1_7, V17}) {
            check("int as String", version, classFile(version, "()Ljava/lang/String;", m -> {
                m.visitInsn(ICONST_0);
                m.visitInsn(ARETURN);
            }));
            check("branch without frame", version, classFile(version, "()V", m -> {
                Label end = new Label();
                m.visitInsn(ICONST_0);
                m.visitJumpInsn(IFEQ, end);
                m.visitInsn(NOP);
                m.visitLabel(end);
                m.visitInsn(RETURN);
            }));
        }
    }
}
