// javac: --add-exports java.base/jdk.internal.org.objectweb.asm=ALL-UNNAMED
// vm: -Xverify:none --add-exports java.base/jdk.internal.org.objectweb.asm=ALL-UNNAMED
// With -Xverify:none a class is initialised even if a method that is never called would not verify.

import static jdk.internal.org.objectweb.asm.Opcodes.*;

import jdk.internal.org.objectweb.asm.*;

public class VerifyNone extends ClassLoader {
    public static void main(String[] args) throws Exception {
        ClassWriter w = new ClassWriter(0);
        w.visit(V17, ACC_PUBLIC, "Unverifiable", null, "java/lang/Object", null);
        MethodVisitor m = w.visitMethod(ACC_PUBLIC | ACC_STATIC, "f", "()Ljava/lang/String;", null, null);
        m.visitCode();
        m.visitInsn(ICONST_0);
        m.visitInsn(ARETURN);
        m.visitMaxs(1, 0);
        m.visitEnd();
        w.visitEnd();
        byte[] b = w.toByteArray();
        Class<?> c = new VerifyNone().defineClass("Unverifiable", b, 0, b.length);
        System.out.println(Class.forName("Unverifiable", true, c.getClassLoader()).getMethods()[0]);
    }
}
