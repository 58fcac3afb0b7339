// javac: --add-exports java.base/jdk.internal.org.objectweb.asm=ALL-UNNAMED
// vm: -XX:+UnlockDiagnosticVMOptions -XX:-AbortVMOnCompilationFailure --add-exports java.base/jdk.internal.org.objectweb.asm=ALL-UNNAMED
// jsr and ret in methods that are compiled: finally as old compilers wrote it, nested subroutines, returns over two levels, loops, locals
// of two types, monitors, exceptions and uncommon traps within subroutines.

import jdk.internal.org.objectweb.asm.*;
import static jdk.internal.org.objectweb.asm.Opcodes.*;

public class Subroutines {
    static final int ROUNDS = 20_000;

    static class Loader extends ClassLoader {
        Class<?> define(byte[] b) { return defineClass(null, b, 0, b.length); }
    }

    public interface Code { int run(int i); }

    interface Gen { void gen(MethodVisitor v); }

    public static class Late {
        static int n = 5;
        public static int get() { return n++; }
    }

    public static int count;
    static int number;

    static Code make(Gen g) throws Exception {
        ClassWriter w = new ClassWriter(ClassWriter.COMPUTE_MAXS);
        w.visit(V1_4, ACC_PUBLIC | ACC_SUPER, "Sub" + number++, null, "java/lang/Object", new String[] {"Subroutines$Code"});
        MethodVisitor init = w.visitMethod(ACC_PUBLIC, "<init>", "()V", null, null);
        init.visitVarInsn(ALOAD, 0);
        init.visitMethodInsn(INVOKESPECIAL, "java/lang/Object", "<init>", "()V", false);
        init.visitInsn(RETURN);
        init.visitMaxs(0, 0);
        MethodVisitor v = w.visitMethod(ACC_PUBLIC, "run", "(I)I", null, null);
        g.gen(v);
        v.visitMaxs(0, 0);
        return (Code) new Loader().define(w.toByteArray()).getConstructor().newInstance();
    }

    static void test(String what, Gen g) throws Exception {
        Code c = make(g);
        long sum = 0;
        int thrown = 0;
        for (int i = 0; i < ROUNDS; i++) {
            try {
                sum = sum * 31 + c.run(i);
            } catch (RuntimeException e) {
                thrown++;
                sum = sum * 31 + e.getClass().getName().hashCode();
            }
        }
        System.out.println(what + " " + sum + " " + thrown + " " + count);
    }

    static void inc(MethodVisitor v) {
        v.visitFieldInsn(GETSTATIC, "Subroutines", "count", "I");
        v.visitInsn(ICONST_1);
        v.visitInsn(IADD);
        v.visitFieldInsn(PUTSTATIC, "Subroutines", "count", "I");
    }

    /** try { return 1000 / (i % 10); } finally { count++; } */
    static void tryFinally(MethodVisitor v) {
        Label start = new Label(), end = new Label(), any = new Label(), fin = new Label();
        v.visitTryCatchBlock(start, end, any, null);
        v.visitLabel(start);
        v.visitIntInsn(SIPUSH, 1000);
        v.visitVarInsn(ILOAD, 1);
        v.visitIntInsn(BIPUSH, 10);
        v.visitInsn(IREM);
        v.visitInsn(IDIV);
        v.visitVarInsn(ISTORE, 2);
        v.visitJumpInsn(JSR, fin);
        v.visitLabel(end);
        v.visitVarInsn(ILOAD, 2);
        v.visitInsn(IRETURN);
        v.visitLabel(any);
        v.visitVarInsn(ASTORE, 3);
        v.visitJumpInsn(JSR, fin);
        v.visitVarInsn(ALOAD, 3);
        v.visitInsn(ATHROW);
        v.visitLabel(fin);
        v.visitVarInsn(ASTORE, 4);
        inc(v);
        v.visitVarInsn(RET, 4);
    }

    static void nested(MethodVisitor v) {
        Label outer = new Label(), inner = new Label(), skip = new Label();
        v.visitJumpInsn(JSR, outer);
        v.visitIincInsn(1, 1);
        v.visitJumpInsn(JSR, outer);
        v.visitVarInsn(ILOAD, 1);
        v.visitInsn(IRETURN);
        v.visitLabel(outer);
        v.visitVarInsn(ASTORE, 2);
        v.visitIincInsn(1, 3);
        v.visitJumpInsn(JSR, inner);
        v.visitVarInsn(ILOAD, 1);
        v.visitInsn(ICONST_1);
        v.visitInsn(IAND);
        v.visitJumpInsn(IFEQ, skip);
        v.visitJumpInsn(JSR, inner);
        v.visitLabel(skip);
        v.visitVarInsn(RET, 2);
        v.visitLabel(inner);
        v.visitVarInsn(ASTORE, 3);
        v.visitIincInsn(1, 100);
        v.visitVarInsn(RET, 3);
    }

    /** The inner subroutine returns for the outer one. */
    static void twoLevels(MethodVisitor v) {
        Label outer = new Label(), inner = new Label();
        v.visitJumpInsn(JSR, outer);
        v.visitIincInsn(1, 1);
        v.visitJumpInsn(JSR, outer);
        v.visitVarInsn(ILOAD, 1);
        v.visitInsn(IRETURN);
        v.visitLabel(outer);
        v.visitVarInsn(ASTORE, 2);
        v.visitIincInsn(1, 7);
        v.visitJumpInsn(JSR, inner);
        v.visitInsn(ICONST_0);
        v.visitInsn(IRETURN);
        v.visitLabel(inner);
        v.visitVarInsn(ASTORE, 3);
        v.visitIincInsn(1, 50);
        v.visitVarInsn(RET, 2);
    }

    /** Local 2 is an int for one caller and a String for the other; the subroutine leaves it alone, but may throw or trap. */
    static void twoTypes(MethodVisitor v, boolean traps) {
        Label sub = new Label(), late = new Label();
        v.visitIntInsn(BIPUSH, 7);
        v.visitVarInsn(ISTORE, 2);
        v.visitJumpInsn(JSR, sub);
        v.visitVarInsn(ILOAD, 2);
        v.visitVarInsn(ISTORE, 4);
        v.visitLdcInsn("text");
        v.visitVarInsn(ASTORE, 2);
        v.visitJumpInsn(JSR, sub);
        v.visitVarInsn(ALOAD, 2);
        v.visitMethodInsn(INVOKEVIRTUAL, "java/lang/String", "length", "()I", false);
        v.visitVarInsn(ILOAD, 4);
        v.visitInsn(IADD);
        v.visitInsn(IRETURN);
        v.visitLabel(sub);
        v.visitVarInsn(ASTORE, 3);
        v.visitIntInsn(SIPUSH, 500);
        v.visitVarInsn(ILOAD, 1);
        v.visitIntInsn(BIPUSH, 100);
        v.visitInsn(IREM);
        v.visitInsn(IDIV);
        v.visitInsn(POP);
        if (traps) trap(v);
        v.visitVarInsn(RET, 3);
    }

    static void trap(MethodVisitor v) {
        Label early = new Label();
        v.visitVarInsn(ILOAD, 1);
        v.visitIntInsn(SIPUSH, ROUNDS - 100);
        v.visitJumpInsn(IF_ICMPLT, early);
        v.visitMethodInsn(INVOKESTATIC, "Subroutines$Late", "get", "()I", false);
        v.visitFieldInsn(PUTSTATIC, "Subroutines", "count", "I");
        v.visitLabel(early);
    }

    /** Something lies beneath the return address; a loop within the subroutine; an uncommon trap in it. */
    static void loop(MethodVisitor v) {
        Label sub = new Label(), again = new Label();
        v.visitVarInsn(ILOAD, 1);
        v.visitJumpInsn(JSR, sub);
        v.visitVarInsn(ILOAD, 2);
        v.visitInsn(IADD);
        v.visitJumpInsn(JSR, sub);
        v.visitVarInsn(ILOAD, 2);
        v.visitInsn(IADD);
        v.visitInsn(IRETURN);
        v.visitLabel(sub);
        v.visitInsn(DUP);
        v.visitVarInsn(ASTORE, 300);
        v.visitVarInsn(ASTORE, 3);
        v.visitInsn(ICONST_0);
        v.visitVarInsn(ISTORE, 2);
        v.visitLabel(again);
        v.visitIincInsn(2, 1);
        inc(v);
        v.visitVarInsn(ILOAD, 2);
        v.visitIntInsn(BIPUSH, 20);
        v.visitJumpInsn(IF_ICMPLT, again);
        trap(v);
        v.visitVarInsn(RET, 300);
    }

    /** One call that runs long enough for code of its loop, with a subroutine in it. */
    static void longLoop(MethodVisitor v) {
        Label sub = new Label(), again = new Label();
        v.visitInsn(ICONST_0);
        v.visitVarInsn(ISTORE, 2);
        v.visitLabel(again);
        v.visitJumpInsn(JSR, sub);
        v.visitIincInsn(2, 1);
        v.visitJumpInsn(JSR, sub);
        v.visitVarInsn(ILOAD, 2);
        v.visitLdcInsn(300_000);
        v.visitJumpInsn(IF_ICMPLT, again);
        v.visitVarInsn(ILOAD, 1);
        v.visitInsn(IRETURN);
        v.visitLabel(sub);
        v.visitVarInsn(ASTORE, 3);
        v.visitVarInsn(ILOAD, 1);
        v.visitIntInsn(BIPUSH, 31);
        v.visitInsn(IMUL);
        v.visitVarInsn(ILOAD, 2);
        v.visitInsn(IADD);
        v.visitVarInsn(ISTORE, 1);
        v.visitVarInsn(RET, 3);
    }

    /** synchronized (this) { 1000 / (i % 10) }, left by a subroutine. */
    static void monitor(MethodVisitor v) {
        Label start = new Label(), end = new Label(), any = new Label(), fin = new Label();
        v.visitTryCatchBlock(start, end, any, null);
        v.visitVarInsn(ALOAD, 0);
        v.visitInsn(DUP);
        v.visitVarInsn(ASTORE, 5);
        v.visitInsn(MONITORENTER);
        v.visitLabel(start);
        v.visitIntInsn(SIPUSH, 1000);
        v.visitVarInsn(ILOAD, 1);
        v.visitIntInsn(BIPUSH, 10);
        v.visitInsn(IREM);
        v.visitInsn(IDIV);
        v.visitVarInsn(ISTORE, 2);
        v.visitLabel(end);
        v.visitJumpInsn(JSR, fin);
        v.visitVarInsn(ILOAD, 2);
        v.visitInsn(IRETURN);
        v.visitLabel(any);
        v.visitVarInsn(ASTORE, 3);
        v.visitJumpInsn(JSR, fin);
        v.visitVarInsn(ALOAD, 3);
        v.visitInsn(ATHROW);
        v.visitLabel(fin);
        v.visitVarInsn(ASTORE, 4);
        v.visitVarInsn(ALOAD, 5);
        v.visitInsn(MONITOREXIT);
        v.visitVarInsn(RET, 4);
    }

    /** The subroutine does not come back. */
    static void never(MethodVisitor v) {
        Label sub = new Label();
        v.visitJumpInsn(JSR, sub);
        v.visitInsn(ICONST_M1);
        v.visitInsn(IRETURN);
        v.visitLabel(sub);
        v.visitInsn(POP);
        v.visitVarInsn(ILOAD, 1);
        v.visitInsn(IRETURN);
    }

    public static void main(String[] args) throws Exception {
        test("finally", Subroutines::tryFinally);
        test("nested", Subroutines::nested);
        test("two levels", Subroutines::twoLevels);
        test("two types", v -> twoTypes(v, false));
        test("two types, trap", v -> twoTypes(v, true));
        test("loop", Subroutines::loop);
        test("monitor", Subroutines::monitor);
        test("never", Subroutines::never);
        System.out.println("long loop " + make(Subroutines::longLoop).run(3));
    }
}
