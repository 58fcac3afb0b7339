// javac: --add-exports java.base/jdk.internal.org.objectweb.asm=ALL-UNNAMED
// vm: --add-exports java.base/jdk.internal.org.objectweb.asm=ALL-UNNAMED
// Class files with one handmade defect each: which kind of LinkageError, when.

import java.io.*;
import java.util.*;
import jdk.internal.org.objectweb.asm.*;
import static jdk.internal.org.objectweb.asm.Opcodes.*;

public class Handmade {
    static class L extends ClassLoader {
        Class<?> def(byte[] b) { return defineClass(null, b, 0, b.length); }
    }

    interface G { void gen(ClassWriter w); }
    interface M { void gen(MethodVisitor v); }
    interface Patch { void patch(byte[] b) throws Exception; }

    static void attempt(String what, byte[] b) {
        try {
            Class<?> c = new L().def(b);
            try {
                Class.forName(c.getName(), true, c.getClassLoader());
                try {
                    c.getDeclaredMethod("m").invoke(null);
                    System.out.println(what + ": ok");
                } catch (NoSuchMethodException e) { System.out.println(what + ": ok, no m"); } catch (java.lang.reflect.InvocationTargetException e)
                        {
                    System.out.println(what + ": ran, " + e.getCause().getClass().getName());
                }
            } catch (Throwable e) { System.out.println(what + ": link " + e.getClass().getName()); }
        } catch (Throwable e) { System.out.println(what + ": define " + e.getClass().getName()); }
    }

    static byte[] cls(int ver, G g) {
        ClassWriter w = new ClassWriter(0);
        w.visit(ver, ACC_PUBLIC | ACC_SUPER, "Bad", null, "java/lang/Object", null);
        g.gen(w);
        w.visitEnd();
        return w.toByteArray();
    }

    static byte[] method(String desc, int stack, int locals, M m) {
        return cls(V17, w -> {
            MethodVisitor v = w.visitMethod(ACC_PUBLIC | ACC_STATIC, "m", desc, null, null);
            v.visitCode();
            m.gen(v);
            v.visitMaxs(stack, locals);
            v.visitEnd();
        });
    }

    static void code(String what, M m) { attempt(what, method("()V", 4, 4, m)); }

    static byte[] raw(Object... parts) throws IOException {
        ByteArrayOutputStream b = new ByteArrayOutputStream();
        DataOutputStream d = new DataOutputStream(b);
        d.writeInt(0xCAFEBABE);
        d.writeInt(61);
        for (Object p : parts) if (p instanceof Integer i) d.writeShort(i);
        else if (p instanceof String s) {
            d.writeByte(1);
            d.writeUTF(s);
        } else if (p instanceof byte[] x) d.write(x);
        return b.toByteArray();
    }

    static byte[] t(int tag, int... u2) {
        byte[] r = new byte[1 + 2 * u2.length];
        r[0] = (byte) tag;
        for (int i = 0; i < u2.length; i++) {
            r[1 + 2 * i] = (byte) (u2[i] >> 8);
            r[2 + 2 * i] = (byte) u2[i];
        }
        return r;
    }

    public static void main(String[] args) throws Exception {
        Object[] ok = {5, "Raw", t(7, 1), "java/lang/Object", t(7, 3)};
        attempt("raw good", raw(cat(ok, 0x21, 2, 4, 0, 0, 0, 0)));
        attempt("this not class", raw(cat(ok, 0x21, 1, 4, 0, 0, 0, 0)));
        attempt("this zero", raw(cat(ok, 0x21, 0, 4, 0, 0, 0, 0)));
        attempt("this out of range", raw(cat(ok, 0x21, 9, 4, 0, 0, 0, 0)));
        attempt("super zero", raw(cat(ok, 0x21, 2, 0, 0, 0, 0, 0)));
        attempt("super string", raw(cat(ok, 0x21, 2, 3, 0, 0, 0, 0)));
        attempt("pool count zero", raw(0, 0x21, 2, 4, 0, 0, 0, 0));
        attempt("pool tag 2", raw(3, "Raw", t(2, 1), 0x21, 2, 4, 0, 0, 0, 0));
        attempt("pool tag 99", raw(3, "Raw", t(99, 1), 0x21, 2, 4, 0, 0, 0, 0));
        attempt("class index to class", raw(5, "Raw", t(7, 2), "java/lang/Object", t(7, 3), 0x21, 2, 4, 0, 0, 0, 0));
        attempt("class index zero", raw(5, "Raw", t(7, 0), "java/lang/Object", t(7, 3), 0x21, 2, 4, 0, 0, 0, 0));
        attempt("bad utf8", raw(6, "Raw", t(7, 1), "java/lang/Object", t(7, 3), new byte[] {1, 0, 2, (byte) 0xff, (byte) 0x80}, 0x21,
                2, 4, 0, 0, 0, 0));
        attempt("utf8 zero byte", raw(6, "Raw", t(7, 1), "java/lang/Object", t(7, 3), new byte[] {1, 0, 1, 0}, 0x21, 2, 4, 0, 0, 0,
                0));
        attempt("method handle kind", raw(6, "Raw", t(7, 1), "java/lang/Object", t(7, 3), new byte[] {15, 12, 0, 1}, 0x21, 2, 4, 0,
                0, 0, 0));
        attempt("name and type bad", raw(6, "Raw", t(7, 1), "java/lang/Object", t(7, 3), t(12, 1, 2), 0x21, 2, 4, 0, 0, 0, 0));
        attempt("name and type descriptor", raw(6, "Raw", t(7, 1), "java/lang/Object", t(7, 3), t(12, 1, 1), 0x21, 2, 4, 0, 0, 0, 0));
        attempt("long at end", raw(6, "Raw", t(7, 1), "java/lang/Object", t(7, 3), t(5, 0, 0, 0, 1), 0x21, 2, 4, 0, 0, 0, 0));
        attempt("interface not class", raw(cat(ok, 0x21, 2, 4, 1, 3, 0, 0, 0)));
        attempt("trailing byte", raw(cat(ok, 0x21, 2, 4, 0, 0, 0, 0, 0)));
        attempt("truncated", raw(cat(ok, 0x21, 2, 4, 0, 0, 0)));
        attempt("super array", raw(5, "Raw", t(7, 1), "[Ljava/lang/Object;", t(7, 3), 0x21, 2, 4, 0, 0, 0, 0));
        attempt("invokedynamic no bootstraps", raw(8, "Raw", t(7, 1), "java/lang/Object", t(7, 3), "()V", t(12, 1, 5), t(18, 0, 6),
                0x21, 2, 4, 0, 0, 0, 0));
        for (int[] acc : new int[][] {{ACC_PUBLIC | ACC_PRIVATE}, {ACC_FINAL | ACC_ABSTRACT}, {ACC_ABSTRACT | ACC_STATIC}, {ACC_ABSTRACT
                | ACC_NATIVE}, {ACC_PUBLIC | ACC_PROTECTED}, {ACC_ABSTRACT | ACC_SYNCHRONIZED}, {ACC_NATIVE}, {ACC_ABSTRACT}, {0x1000}})
                {
            attempt("method flags " + Integer.toHexString(acc[0]), cls(V17, w -> {
                MethodVisitor v = w.visitMethod(acc[0], "q", "()V", null, null);
                v.visitEnd();
            }));
            attempt("method flags with code " + Integer.toHexString(acc[0]), cls(V17, w -> {
                MethodVisitor v = w.visitMethod(acc[0] & ~(ACC_ABSTRACT | ACC_NATIVE), "q", "()V", null, null);
                v.visitCode();
                v.visitInsn(RETURN);
                v.visitMaxs(0, 1);
                v.visitEnd();
            }));
        }
        for (int f : new int[] {ACC_PUBLIC | ACC_PRIVATE, ACC_FINAL | ACC_VOLATILE, ACC_STATIC | ACC_FINAL, 0x4000}) attempt("field flags "
                + Integer.toHexString(f), cls(V17, w -> w.visitField(f, "f", "I", null, null).visitEnd()));
        for (String n : new String[] {"a.b", "a;b", "a[b", "a/b", "", "<x>", "ok", "1", "a b"}) {
            attempt("field name " + n, cls(V17, w -> w.visitField(0, n, "I", null, null).visitEnd()));
            attempt("method name " + n, cls(V17, w -> {
                MethodVisitor v = w.visitMethod(ACC_STATIC, n, "()V", null, null);
                v.visitCode();
                v.visitInsn(RETURN);
                v.visitMaxs(0, 0);
                v.visitEnd();
            }));
        }
        for (String d : new String[] {"", "V", "X", "L", "Lx", "Ljava/lang/Object", "[", "[V", "II", "Ljava.lang.Object;", "L;",
                "[[[I"}) attempt("field type " + d, cls(V17, w -> w.visitField(0, "f", d, null, null).visitEnd()));
        for (String d : new String[] {"()", "(V)V", "()VV", "I", "(I", "(II)Lx;", "([V)V", "()[V", "(" + "I".repeat(255) + ")V", "("
                + "J".repeat(128) + ")V"}) attempt("method type " + (d.length() > 20 ? d.length() : d), cls(V17, w -> w.visitMethod(ACC_NATIVE,
                "q", d, null, null).visitEnd()));
        attempt("duplicate field", cls(V17, w -> {
            w.visitField(0, "f", "I", null, null);
            w.visitField(0, "f", "I", null, null);
        }));
        attempt("same field other type", cls(V17, w -> {
            w.visitField(0, "f", "I", null, null);
            w.visitField(0, "f", "J", null, null);
        }));
        attempt("duplicate method", cls(V17, w -> {
            w.visitMethod(ACC_NATIVE, "q", "()V", null, null);
            w.visitMethod(ACC_NATIVE, "q", "()V", null, null);
        }));
        attempt("clinit args", cls(V17, w -> {
            MethodVisitor v = w.visitMethod(ACC_STATIC, "<clinit>", "(I)V", null, null);
            v.visitCode();
            v.visitInsn(RETURN);
            v.visitMaxs(0, 1);
        }));
        attempt("clinit not static", cls(V17, w -> {
            MethodVisitor v = w.visitMethod(0, "<clinit>", "()V", null, null);
            v.visitCode();
            v.visitInsn(RETURN);
            v.visitMaxs(0, 1);
        }));
        attempt("init returns int", cls(V17, w -> {
            MethodVisitor v = w.visitMethod(0, "<init>", "()I", null, null);
            v.visitCode();
            v.visitInsn(ICONST_0);
            v.visitInsn(IRETURN);
            v.visitMaxs(1, 1);
        }));
        attempt("init static", cls(V17, w -> {
            MethodVisitor v = w.visitMethod(ACC_STATIC, "<init>", "()V", null, null);
            v.visitCode();
            v.visitInsn(RETURN);
            v.visitMaxs(0, 0);
        }));
        attempt("no code", cls(V17, w -> w.visitMethod(ACC_STATIC, "q", "()V", null, null).visitEnd()));
        attempt("constant value type", cls(V17, w -> w.visitField(ACC_STATIC, "f", "I", null, "str").visitEnd()));
        attempt("constant value long as int", cls(V17, w -> w.visitField(ACC_STATIC, "f", "I", null, 5L).visitEnd()));
        code("good", v -> v.visitInsn(RETURN));
        code("falls off", v -> v.visitInsn(NOP));
        code("stack underflow", v -> {
            v.visitInsn(POP);
            v.visitInsn(RETURN);
        });
        code("stack overflow", v -> {
            for (int i = 0; i < 5; i++) v.visitInsn(ICONST_0);
            v.visitInsn(RETURN);
        });
        code("wrong return", v -> {
            v.visitInsn(ICONST_0);
            v.visitInsn(IRETURN);
        });
        code("int as ref", v -> {
            v.visitInsn(ICONST_0);
            v.visitInsn(ARRAYLENGTH);
            v.visitInsn(POP);
            v.visitInsn(RETURN);
        });
        code("ref as int", v -> {
            v.visitInsn(ACONST_NULL);
            v.visitInsn(INEG);
            v.visitInsn(POP);
            v.visitInsn(RETURN);
        });
        code("split long", v -> {
            v.visitInsn(LCONST_0);
            v.visitInsn(POP);
            v.visitInsn(POP);
            v.visitInsn(RETURN);
        });
        code("swap long", v -> {
            v.visitInsn(LCONST_0);
            v.visitInsn(SWAP);
            v.visitInsn(POP2);
            v.visitInsn(RETURN);
        });
        code("local range", v -> {
            v.visitVarInsn(ILOAD, 4);
            v.visitInsn(POP);
            v.visitInsn(RETURN);
        });
        code("local wide range", v -> {
            v.visitInsn(LCONST_0);
            v.visitVarInsn(LSTORE, 3);
            v.visitInsn(RETURN);
        });
        code("local unset", v -> {
            v.visitVarInsn(ILOAD, 0);
            v.visitInsn(POP);
            v.visitInsn(RETURN);
        });
        code("local type", v -> {
            v.visitInsn(FCONST_0);
            v.visitVarInsn(FSTORE, 0);
            v.visitVarInsn(ILOAD, 0);
            v.visitInsn(POP);
            v.visitInsn(RETURN);
        });
        code("uninit used", v -> {
            v.visitTypeInsn(NEW, "java/lang/Object");
            v.visitMethodInsn(INVOKEVIRTUAL, "java/lang/Object", "hashCode", "()I", false);
            v.visitInsn(POP);
            v.visitInsn(RETURN);
        });
        code("init twice", v -> {
            v.visitTypeInsn(NEW, "java/lang/Object");
            v.visitInsn(DUP);
            v.visitMethodInsn(INVOKESPECIAL, "java/lang/Object", "<init>", "()V", false);
            v.visitMethodInsn(INVOKESPECIAL, "java/lang/Object", "<init>", "()V", false);
            v.visitInsn(RETURN);
        });
        code("new array class", v -> {
            v.visitTypeInsn(NEW, "[I");
            v.visitInsn(POP);
            v.visitInsn(RETURN);
        });
        code("branch without frame", v -> {
            Label l = new Label();
            v.visitInsn(ICONST_0);
            v.visitJumpInsn(IFEQ, l);
            v.visitLabel(l);
            v.visitInsn(RETURN);
        });
        code("branch with frame", v -> {
            Label l = new Label();
            v.visitInsn(ICONST_0);
            v.visitJumpInsn(IFEQ, l);
            v.visitLabel(l);
            v.visitFrame(F_SAME, 0, null, 0, null);
            v.visitInsn(RETURN);
        });
        code("wrong frame stack", v -> {
            Label l = new Label();
            v.visitInsn(ICONST_0);
            v.visitJumpInsn(IFEQ, l);
            v.visitInsn(RETURN);
            v.visitLabel(l);
            v.visitFrame(F_SAME1, 0, null, 1, new Object[] {INTEGER});
            v.visitInsn(RETURN);
        });
        code("wrong frame local", v -> {
            Label l = new Label();
            v.visitInsn(ICONST_0);
            v.visitJumpInsn(IFEQ, l);
            v.visitInsn(RETURN);
            v.visitLabel(l);
            v.visitFrame(F_APPEND, 1, new Object[] {"java/lang/String"}, 0, null);
            v.visitInsn(RETURN);
        });
        code("dead code without frame", v -> {
            v.visitInsn(RETURN);
            v.visitInsn(NOP);
            v.visitInsn(RETURN);
        });
        code("athrow int", v -> {
            v.visitInsn(ICONST_0);
            v.visitInsn(ATHROW);
        });
        code("athrow object", v -> {
            v.visitTypeInsn(NEW, "java/lang/Object");
            v.visitInsn(DUP);
            v.visitMethodInsn(INVOKESPECIAL, "java/lang/Object", "<init>", "()V", false);
            v.visitInsn(ATHROW);
        });
        code("monitor int", v -> {
            v.visitInsn(ICONST_0);
            v.visitInsn(MONITORENTER);
            v.visitInsn(RETURN);
        });
        code("unbalanced enter", v -> {
            v.visitLdcInsn("lock");
            v.visitInsn(MONITORENTER);
            v.visitInsn(RETURN);
        });
        code("unbalanced exit", v -> {
            v.visitLdcInsn("lock2");
            v.visitInsn(MONITOREXIT);
            v.visitInsn(RETURN);
        });
        code("invoke wrong arg", v -> {
            v.visitInsn(FCONST_0);
            v.visitMethodInsn(INVOKESTATIC, "java/lang/Math", "abs", "(I)I", false);
            v.visitInsn(POP);
            v.visitInsn(RETURN);
        });
        code("invoke wrong receiver", v -> {
            v.visitLdcInsn("s");
            v.visitMethodInsn(INVOKEVIRTUAL, "java/lang/Thread", "start", "()V", false);
            v.visitInsn(RETURN);
        });
        code("interface receiver lax", v -> {
            v.visitLdcInsn("s");
            v.visitMethodInsn(INVOKEINTERFACE, "java/lang/Runnable", "run", "()V", true);
            v.visitInsn(RETURN);
        });
        code("invoke clinit", v -> {
            v.visitMethodInsn(INVOKESTATIC, "java/lang/Object", "<clinit>", "()V", false);
            v.visitInsn(RETURN);
        });
        code("virtual init", v -> {
            v.visitInsn(ACONST_NULL);
            v.visitMethodInsn(INVOKEVIRTUAL, "java/lang/Object", "<init>", "()V", false);
            v.visitInsn(RETURN);
        });
        code("special unrelated", v -> {
            v.visitLdcInsn("s");
            v.visitMethodInsn(INVOKESPECIAL, "java/lang/String", "length", "()I", false);
            v.visitInsn(POP);
            v.visitInsn(RETURN);
        });
        code("field wrong value", v -> {
            v.visitLdcInsn("s");
            v.visitFieldInsn(PUTSTATIC, "Bad", "f", "I");
            v.visitInsn(RETURN);
        });
        code("protected clone", v -> {
            v.visitLdcInsn("s");
            v.visitMethodInsn(INVOKEVIRTUAL, "java/lang/Object", "clone", "()Ljava/lang/Object;", false);
            v.visitInsn(POP);
            v.visitInsn(RETURN);
        });
        code("array clone", v -> {
            v.visitInsn(ICONST_1);
            v.visitIntInsn(NEWARRAY, T_INT);
            v.visitMethodInsn(INVOKEVIRTUAL, "[I", "clone", "()Ljava/lang/Object;", false);
            v.visitInsn(POP);
            v.visitInsn(RETURN);
        });
        code("aastore primitive", v -> {
            v.visitInsn(ICONST_1);
            v.visitTypeInsn(ANEWARRAY, "java/lang/String");
            v.visitInsn(ICONST_0);
            v.visitInsn(ICONST_0);
            v.visitInsn(AASTORE);
            v.visitInsn(RETURN);
        });
        code("iaload on long", v -> {
            v.visitInsn(ICONST_1);
            v.visitIntInsn(NEWARRAY, T_LONG);
            v.visitInsn(ICONST_0);
            v.visitInsn(IALOAD);
            v.visitInsn(POP);
            v.visitInsn(RETURN);
        });
        code("baload boolean", v -> {
            v.visitInsn(ICONST_1);
            v.visitIntInsn(NEWARRAY, T_BOOLEAN);
            v.visitInsn(ICONST_0);
            v.visitInsn(BALOAD);
            v.visitInsn(POP);
            v.visitInsn(RETURN);
        });
        code("handler range", v -> {
            Label a = new Label(), b = new Label(), h = new Label();
            v.visitTryCatchBlock(a, b, h, "java/lang/String");
            v.visitLabel(a);
            v.visitInsn(NOP);
            v.visitLabel(b);
            v.visitInsn(RETURN);
            v.visitLabel(h);
            v.visitFrame(F_SAME1, 0, null, 1, new Object[] {"java/lang/String"});
            v.visitInsn(POP);
            v.visitInsn(RETURN);
        });
        code("multianew dims", v -> {
            v.visitInsn(ICONST_1);
            v.visitInsn(ICONST_1);
            v.visitMultiANewArrayInsn("[I", 2);
            v.visitInsn(POP);
            v.visitInsn(RETURN);
        });
        code("backward loop uninit", v -> {
            Label l = new Label();
            v.visitLabel(l);
            v.visitFrame(F_SAME, 0, null, 0, null);
            v.visitInsn(ICONST_0);
            v.visitJumpInsn(IFNE, l);
            v.visitInsn(RETURN);
        });
        code("ldc method handle", v -> {
            v.visitLdcInsn(new Handle(H_INVOKESTATIC, "java/lang/Math", "abs", "(I)I", false));
            v.visitInsn(POP);
            v.visitInsn(RETURN);
        });
        code("jsr", v -> {
            Label l = new Label();
            v.visitJumpInsn(JSR, l);
            v.visitLabel(l);
            v.visitFrame(F_SAME1, 0, null, 1, new Object[] {TOP});
            v.visitInsn(POP);
            v.visitInsn(RETURN);
        });
        for (int op : new int[] {0xba, 0xc4, 0xca, 0xcb, 0xd0, 0xfe, 0xff, 0xab, 0xaa, 0xb9, 0xc5, 0x12, 0x14, 0xbc, 0xa7, 0xc8,
                0x11}) {
            byte[] b = method("()V", 4, 4, v -> {
                for (int i = 0; i < 8; i++) v.visitInsn(NOP);
                v.visitInsn(RETURN);
            });
            for (int i = 0; i < b.length - 9; i++) {
                boolean hit = b[i + 8] == (byte) 0xb1;
                for (int j = 0; j < 8; j++) hit &= b[i + j] == 0;
                if (hit && b[i - 1] == 9) {
                    b[i] = (byte) op;
                    break;
                }
            }
            attempt("opcode " + Integer.toHexString(op), b);
        }
        byte[] good = method("()V", 4, 4, v -> v.visitInsn(RETURN));
        for (int cut : new int[] {0, 3, 4, 7, 8, 9, 10, 20, good.length / 2, good.length - 1}) attempt("cut " + cut, Arrays.copyOf(good,
                cut));
        attempt("null", null);
    }

    static Object[] cat(Object[] a, Object... b) {
        Object[] r = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, r, a.length, b.length);
        return r;
    }
}
