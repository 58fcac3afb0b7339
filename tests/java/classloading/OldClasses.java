// javac: --add-exports java.base/jdk.internal.org.objectweb.asm=ALL-UNNAMED
// vm: --add-exports java.base/jdk.internal.org.objectweb.asm=ALL-UNNAMED
// Classes of old versions: jsr and ret, no StackMapTable, the old verifier, invokespecial semantics.

import jdk.internal.org.objectweb.asm.*;
import static jdk.internal.org.objectweb.asm.Opcodes.*;

public class OldClasses {
    static class L extends ClassLoader {
        Class<?> def(byte[] b) { return defineClass(null, b, 0, b.length); }
    }

    interface G { void gen(MethodVisitor v); }
    static int n;

    static void t(String what, int ver, String desc, G g, Object... args) {
        try {
            ClassWriter w = new ClassWriter(ClassWriter.COMPUTE_MAXS);
            w.visit(ver, ACC_PUBLIC | ACC_SUPER, "Old" + n++, null, "java/lang/Object", null);
            MethodVisitor v = w.visitMethod(ACC_PUBLIC | ACC_STATIC, "m", desc, null, null);
            v.visitCode();
            g.gen(v);
            v.visitMaxs(0, 0);
            v.visitEnd();
            w.visitEnd();
            Class<?> c = new L().def(w.toByteArray());
            Object r = null;
            for (java.lang.reflect.Method m : c.getDeclaredMethods()) r = m.invoke(null, args);
            System.out.println(what + " " + r);
        } catch (java.lang.reflect.InvocationTargetException e) {
            System.out.println(what + " threw " + e.getCause());
        } catch (Throwable e) { System.out.println(what + " " + e.getClass().getName()); }
    }

    public static void main(String[] a) {
        for (int ver : new int[] {V1_1, V1_2, V1_4, V1_5, V1_6}) {
            t("jsr " + ver, ver, "(I)I", v -> {
                Label sub = new Label(), end = new Label();
                v.visitJumpInsn(JSR, sub);
                v.visitIincInsn(0, 10);
                v.visitJumpInsn(JSR, sub);
                v.visitVarInsn(ILOAD, 0);
                v.visitInsn(IRETURN);
                v.visitLabel(sub);
                v.visitVarInsn(ASTORE, 1);
                v.visitIincInsn(0, 1);
                v.visitVarInsn(RET, 1);
            }, 5);
            t("nested jsr " + ver, ver, "()I", v -> {
                Label s1 = new Label(), s2 = new Label();
                v.visitInsn(ICONST_0);
                v.visitVarInsn(ISTORE, 0);
                v.visitJumpInsn(JSR, s1);
                v.visitJumpInsn(JSR, s2);
                v.visitVarInsn(ILOAD, 0);
                v.visitInsn(IRETURN);
                v.visitLabel(s1);
                v.visitVarInsn(ASTORE, 1);
                v.visitIincInsn(0, 1);
                v.visitJumpInsn(JSR, s2);
                v.visitVarInsn(RET, 1);
                v.visitLabel(s2);
                v.visitVarInsn(ASTORE, 300);
                v.visitIincInsn(0, 100);
                v.visitVarInsn(RET, 300);
            });
            t("merge " + ver, ver, "(I)Ljava/lang/Object;", v -> {
                Label e = new Label(), d = new Label();
                v.visitVarInsn(ILOAD, 0);
                v.visitJumpInsn(IFEQ, e);
                v.visitLdcInsn("s");
                v.visitJumpInsn(GOTO, d);
                v.visitLabel(e);
                v.visitInsn(ICONST_3);
                v.visitIntInsn(NEWARRAY, T_INT);
                v.visitLabel(d);
                v.visitInsn(ARETURN);
            }, 1);
            t("type error " + ver, ver, "()I", v -> {
                v.visitLdcInsn("s");
                v.visitInsn(IRETURN);
            });
            t("uninit local " + ver, ver, "()I", v -> {
                v.visitVarInsn(ILOAD, 3);
                v.visitInsn(IRETURN);
            });
            t("stack underflow " + ver, ver, "()V", v -> {
                v.visitInsn(ICONST_0);
                v.visitInsn(IADD);
                v.visitInsn(POP);
                v.visitInsn(RETURN);
            });
            t("fall off " + ver, ver, "()V", v -> { v.visitInsn(NOP); });
            t("jsr finally " + ver, ver, "(I)I", v -> {
                Label s = new Label(), e = new Label(), h = new Label(), sub = new Label();
                v.visitTryCatchBlock(s, e, h, null);
                v.visitLabel(s);
                v.visitInsn(ICONST_1);
                v.visitVarInsn(ILOAD, 0);
                v.visitInsn(IDIV);
                v.visitVarInsn(ISTORE, 1);
                v.visitLabel(e);
                v.visitJumpInsn(JSR, sub);
                v.visitVarInsn(ILOAD, 1);
                v.visitInsn(IRETURN);
                v.visitLabel(h);
                v.visitVarInsn(ASTORE, 2);
                v.visitJumpInsn(JSR, sub);
                v.visitVarInsn(ALOAD, 2);
                v.visitInsn(ATHROW);
                v.visitLabel(sub);
                v.visitVarInsn(ASTORE, 3);
                v.visitVarInsn(RET, 3);
            }, 0);
        }
        t("jsr new", V1_7, "()V", v -> {
            Label l = new Label();
            v.visitJumpInsn(JSR, l);
            v.visitInsn(RETURN);
            v.visitLabel(l);
            v.visitVarInsn(ASTORE, 0);
            v.visitVarInsn(RET, 0);
        });
        for (int op : new int[] {DUP_X1, DUP_X2, DUP2, DUP2_X1, DUP2_X2, SWAP}) t("stack op " + op, V1_5, "()I", v -> {
            for (int i = 1; i <= 4; i++) v.visitInsn(ICONST_0 + i);
            v.visitInsn(op);
            int depth = 4 + (op == SWAP ? 0 : op == DUP_X1 || op == DUP_X2 ? 1 : 2);
            v.visitInsn(ICONST_0);
            v.visitVarInsn(ISTORE, 0);
            for (int i = 0; i < depth; i++) {
                v.visitVarInsn(ILOAD, 0);
                v.visitIntInsn(BIPUSH, 10);
                v.visitInsn(IMUL);
                v.visitInsn(IADD);
                v.visitVarInsn(ISTORE, 0);
            }
            v.visitVarInsn(ILOAD, 0);
            v.visitInsn(IRETURN);
        });
        for (int op : new int[] {DUP2, DUP2_X1, DUP2_X2, POP2}) t("long stack op " + op, V1_5, "()J", v -> {
            v.visitInsn(ICONST_5);
            v.visitInsn(ICONST_3);
            v.visitLdcInsn(7L);
            v.visitInsn(op);
            if (op == POP2) {
                v.visitInsn(IADD);
                v.visitInsn(I2L);
                v.visitInsn(LRETURN);
            } else if (op == DUP2) {
                v.visitInsn(LADD);
                v.visitInsn(LRETURN);
            } else {
                v.visitVarInsn(LSTORE, 0);
                if (op == DUP2_X1) {
                    v.visitVarInsn(ISTORE, 4);
                    v.visitVarInsn(LSTORE, 2);
                    v.visitVarInsn(ILOAD, 4);
                    v.visitInsn(I2L);
                } else {
                    v.visitInsn(IADD);
                    v.visitInsn(I2L);
                    v.visitVarInsn(LSTORE, 4);
                    v.visitVarInsn(LSTORE, 2);
                    v.visitVarInsn(LLOAD, 4);
                }
                v.visitVarInsn(LLOAD, 0);
                v.visitInsn(LADD);
                v.visitVarInsn(LLOAD, 2);
                v.visitInsn(LMUL);
                v.visitInsn(LRETURN);
            }
        });
    }
}
