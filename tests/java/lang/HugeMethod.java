// javac: --add-exports java.base/jdk.internal.org.objectweb.asm=ALL-UNNAMED
// vm: --add-exports java.base/jdk.internal.org.objectweb.asm=ALL-UNNAMED
// Methods near the 64 KB limit: goto_w and wide branches, switches of thousands of cases, a constant pool past 255 entries.
import static jdk.internal.org.objectweb.asm.Opcodes.*;

import java.util.function.Consumer;
import jdk.internal.org.objectweb.asm.*;

public class HugeMethod {
    static class Loader extends ClassLoader {
        Class<?> define(byte[] b) {
            return defineClass(null, b, 0, b.length);
        }
    }

    static int made;

    static void run(String what, Consumer<MethodVisitor> body, int... inputs) throws Exception {
        ClassWriter w = new ClassWriter(ClassWriter.COMPUTE_MAXS);
        w.visit(V1_6, ACC_PUBLIC, "Huge" + made++, null, "java/lang/Object", null);
        MethodVisitor v = w.visitMethod(ACC_PUBLIC | ACC_STATIC, "m", "(I)I", null, null);
        v.visitCode();
        body.accept(v);
        v.visitMaxs(0, 0);
        v.visitEnd();
        w.visitEnd();
        Class<?> c = new Loader().define(w.toByteArray());
        long sum = 0;
        for (int i : inputs) sum = sum * 31 + (Integer) c.getMethod("m", int.class).invoke(null, i);
        System.out.println(what + " " + sum);
    }

    static int[] range(int from, int to) {
        return java.util.stream.IntStream.range(from, to).toArray();
    }

    public static void main(String[] args) throws Exception {
        run("straight", v -> {
            for (int i = 0; i < 7000; i++) {
                v.visitVarInsn(ILOAD, 0);
                v.visitIntInsn(SIPUSH, i % 1000 + 200);
                v.visitInsn(i % 2 == 0 ? IADD : IXOR);
                v.visitVarInsn(ISTORE, 0);
            }
            v.visitVarInsn(ILOAD, 0);
            v.visitInsn(IRETURN);
        }, 1, -5, 1 << 30);
        run("far branches", v -> {
            Label top = new Label();
            Label end = new Label();
            v.visitInsn(ICONST_0);
            v.visitVarInsn(ISTORE, 1);
            v.visitLabel(top);
            v.visitVarInsn(ILOAD, 1);
            v.visitInsn(ICONST_3);
            v.visitJumpInsn(IF_ICMPGE, end);
            v.visitIincInsn(1, 1);
            for (int i = 0; i < 10000; i++) v.visitIincInsn(0, i % 100);
            for (int i = 0; i < 1000; i++) v.visitIincInsn(0, i + 300);
            v.visitJumpInsn(GOTO, top);
            v.visitLabel(end);
            v.visitVarInsn(ILOAD, 0);
            v.visitInsn(IRETURN);
        }, 1, 2, -3);
        run("lookupswitch", v -> {
            int[] keys = new int[3000];
            Label[] labels = new Label[keys.length];
            Label other = new Label();
            for (int i = 0; i < keys.length; i++) {
                keys[i] = i * 7 - 5000;
                labels[i] = new Label();
            }
            v.visitVarInsn(ILOAD, 0);
            v.visitLookupSwitchInsn(other, keys, labels);
            for (int i = 0; i < keys.length; i++) {
                v.visitLabel(labels[i]);
                v.visitIntInsn(SIPUSH, i * i % 9973);
                v.visitInsn(IRETURN);
            }
            v.visitLabel(other);
            v.visitInsn(ICONST_M1);
            v.visitInsn(IRETURN);
        }, range(-5010, 16010));
        run("tableswitch", v -> {
            Label[] labels = new Label[4000];
            Label other = new Label();
            for (int i = 0; i < labels.length; i++) labels[i] = i % 5 == 0 ? other : new Label();
            v.visitVarInsn(ILOAD, 0);
            v.visitTableSwitchInsn(-20, labels.length - 21, other, labels);
            for (int i = 0; i < labels.length; i++) {
                if (labels[i] == other) continue;
                v.visitLabel(labels[i]);
                v.visitIincInsn(0, i % 128);
                if (i % 3 == 0) {
                    v.visitVarInsn(ILOAD, 0);
                    v.visitInsn(IRETURN);
                }
            }
            v.visitLabel(other);
            v.visitInsn(ICONST_M1);
            v.visitInsn(IRETURN);
        }, range(-30, 4010));
        run("constants", v -> {
            for (int i = 0; i < 2000; i++) {
                v.visitVarInsn(ILOAD, 0);
                v.visitLdcInsn(i * 100003 + 40000);
                v.visitInsn(IXOR);
                v.visitLdcInsn("string " + i);
                v.visitMethodInsn(INVOKEVIRTUAL, "java/lang/String", "length", "()I", false);
                v.visitInsn(IADD);
                v.visitLdcInsn(i * 1L << 33);
                v.visitInsn(L2I);
                v.visitInsn(IADD);
                v.visitLdcInsn(i * 1.5);
                v.visitInsn(D2I);
                v.visitInsn(IADD);
                v.visitVarInsn(ISTORE, 0);
            }
            v.visitVarInsn(ILOAD, 0);
            v.visitInsn(IRETURN);
        }, 1, 77);
    }
}
