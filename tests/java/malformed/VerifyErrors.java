// javac: --add-exports java.base/jdk.internal.org.objectweb.asm=ALL-UNNAMED
// vm: --add-exports java.base/jdk.internal.org.objectweb.asm=ALL-UNNAMED
// What both verifiers say of methods that they do not accept: type checking (version 51), type checking that gives way to
// inference (50), and inference (49).

import jdk.internal.org.objectweb.asm.*;
import static jdk.internal.org.objectweb.asm.Opcodes.*;

public class VerifyErrors {
    static class L extends ClassLoader {
        L() { super(VerifyErrors.class.getClassLoader()); }
        Class<?> def(byte[] b) { return defineClass(null, b, 0, b.length); }
    }

    interface Body { void gen(MethodVisitor v); }

    static void t(String what, String desc, int stack, int locals, Body body) {
        for (int version : new int[] {V1_5, V1_6, V1_7, V17}) {
            try {
                ClassWriter w = new ClassWriter(0);
                w.visit(version, ACC_PUBLIC | ACC_SUPER, "p/Bad", null, "java/util/ArrayList", null);
                w.visitField(0, "f", "Ljava/lang/String;", null, null).visitEnd();
                MethodVisitor v = w.visitMethod(ACC_PUBLIC | ACC_STATIC, "m", desc, null, null);
                v.visitCode();
                body.gen(v);
                v.visitMaxs(stack, locals);
                v.visitEnd();
                w.visitEnd();
                Class<?> c = new L().def(w.toByteArray());
                Class.forName(c.getName(), true, c.getClassLoader());
                System.out.println(what + " " + version + " accepted");
            } catch (Throwable e) { System.out.println(what + " " + version + " " + e); }
        }
    }

    public static void main(String[] a) {
        t("underflow", "()V", 1, 0, v -> { v.visitInsn(POP); v.visitInsn(RETURN); });
        t("overflow", "()V", 1, 0, v -> { v.visitInsn(ICONST_0); v.visitInsn(ICONST_0); v.visitInsn(RETURN); });
        t("falls off", "()V", 1, 0, v -> v.visitInsn(NOP));
        t("not an int", "(Ljava/lang/String;)I", 2, 1, v -> { v.visitVarInsn(ALOAD, 0); v.visitInsn(IRETURN); });
        t("not a string", "(Ljava/lang/Object;)Ljava/lang/String;", 2, 1, v -> { v.visitVarInsn(ALOAD, 0); v.visitInsn(ARETURN); });
        t("unset local", "()I", 2, 1, v -> { v.visitVarInsn(ILOAD, 0); v.visitInsn(IRETURN); });
        t("local out of range", "()I", 2, 1, v -> { v.visitVarInsn(ILOAD, 7); v.visitInsn(IRETURN); });
        t("half a long", "(J)I", 2, 2, v -> { v.visitVarInsn(ILOAD, 1); v.visitInsn(IRETURN); });
        t("split long", "(J)V", 2, 2, v -> { v.visitVarInsn(LLOAD, 0); v.visitInsn(POP); v.visitInsn(RETURN); });
        t("wrong return", "()J", 2, 0, v -> { v.visitInsn(ICONST_0); v.visitInsn(IRETURN); });
        t("void return", "()I", 2, 0, v -> v.visitInsn(RETURN));
        t("uninitialized", "()Ljava/lang/Object;", 2, 0, v -> {
            v.visitTypeInsn(NEW, "java/lang/Object");
            v.visitInsn(ARETURN);
        });
        t("argument", "()V", 2, 0, v -> {
            v.visitInsn(ICONST_0);
            v.visitMethodInsn(INVOKESTATIC, "java/lang/String", "valueOf", "(Ljava/lang/Object;)Ljava/lang/String;", false);
            v.visitInsn(POP);
            v.visitInsn(RETURN);
        });
        t("receiver", "(Ljava/lang/String;)I", 2, 1, v -> {
            v.visitVarInsn(ALOAD, 0);
            v.visitMethodInsn(INVOKEVIRTUAL, "java/lang/Integer", "intValue", "()I", false);
            v.visitInsn(IRETURN);
        });
        t("field's holder", "(Ljava/lang/String;)V", 2, 1, v -> {
            v.visitVarInsn(ALOAD, 0);
            v.visitFieldInsn(GETFIELD, "p/Bad", "f", "Ljava/lang/String;");
            v.visitInsn(POP);
            v.visitInsn(RETURN);
        });
        t("field's value", "(Lp/Bad;)V", 2, 1, v -> {
            v.visitVarInsn(ALOAD, 0);
            v.visitVarInsn(ALOAD, 0);
            v.visitFieldInsn(PUTFIELD, "p/Bad", "f", "Ljava/lang/String;");
            v.visitInsn(RETURN);
        });
        t("protected field", "(Ljava/util/ArrayList;)I", 2, 1, v -> {
            v.visitVarInsn(ALOAD, 0);
            v.visitFieldInsn(GETFIELD, "java/util/ArrayList", "modCount", "I");
            v.visitInsn(IRETURN);
        });
        t("protected method", "(Ljava/util/ArrayList;)V", 3, 1, v -> {
            v.visitVarInsn(ALOAD, 0);
            v.visitInsn(ICONST_0);
            v.visitInsn(ICONST_0);
            v.visitMethodInsn(INVOKEVIRTUAL, "java/util/ArrayList", "removeRange", "(II)V", false);
            v.visitInsn(RETURN);
        });
        t("throws a string", "(Ljava/lang/String;)V", 1, 1, v -> { v.visitVarInsn(ALOAD, 0); v.visitInsn(ATHROW); });
        t("array element", "([I)Ljava/lang/Object;", 2, 1, v -> {
            v.visitVarInsn(ALOAD, 0);
            v.visitInsn(ICONST_0);
            v.visitInsn(AALOAD);
            v.visitInsn(ARETURN);
        });
        t("branch without frame", "(I)V", 1, 1, v -> {
            Label end = new Label();
            v.visitVarInsn(ILOAD, 0);
            v.visitJumpInsn(IFEQ, end);
            v.visitInsn(NOP);
            v.visitLabel(end);
            v.visitInsn(RETURN);
        });
        t("depths differ", "(I)V", 2, 1, v -> {
            Label end = new Label();
            v.visitVarInsn(ILOAD, 0);
            v.visitJumpInsn(IFEQ, end);
            v.visitInsn(ICONST_0);
            v.visitLabel(end);
            v.visitFrame(F_NEW, 1, new Object[] {INTEGER}, 0, null);
            v.visitInsn(RETURN);
        });
        t("frame lies", "(I)V", 2, 1, v -> {
            Label end = new Label();
            v.visitVarInsn(ILOAD, 0);
            v.visitJumpInsn(IFEQ, end);
            v.visitInsn(NOP);
            v.visitLabel(end);
            v.visitFrame(F_NEW, 1, new Object[] {"java/lang/String"}, 0, null);
            v.visitInsn(RETURN);
        });
        t("catches a string", "()V", 1, 0, v -> {
            Label start = new Label(), end = new Label(), handler = new Label();
            v.visitTryCatchBlock(start, end, handler, "java/lang/String");
            v.visitLabel(start);
            v.visitInsn(NOP);
            v.visitLabel(end);
            v.visitInsn(RETURN);
            v.visitLabel(handler);
            v.visitFrame(F_NEW, 0, null, 1, new Object[] {"java/lang/String"});
            v.visitInsn(POP);
            v.visitInsn(RETURN);
        });
        t("no such class", "(Lp/Missing;)Lp/Absent;", 1, 1, v -> { v.visitVarInsn(ALOAD, 0); v.visitInsn(ARETURN); });
        t("constant of no class", "()V", 1, 0, v -> { v.visitLdcInsn(1.5f); v.visitInsn(ARETURN); });
        t("returns into nothing", "()V", 1, 1, v -> {
            v.visitInsn(ICONST_0);
            v.visitVarInsn(ISTORE, 0);
            v.visitVarInsn(RET, 0);
        });
        t("recursive subroutine", "()V", 1, 1, v -> {
            Label sub = new Label();
            v.visitLabel(sub);
            v.visitJumpInsn(JSR, sub);
            v.visitInsn(RETURN);
        });
        t("subroutine", "()V", 1, 1, v -> {
            Label sub = new Label();
            v.visitJumpInsn(JSR, sub);
            v.visitInsn(RETURN);
            v.visitLabel(sub);
            v.visitVarInsn(ASTORE, 0);
            v.visitVarInsn(RET, 0);
        });
    }
}
