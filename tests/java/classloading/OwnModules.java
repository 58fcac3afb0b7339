// javac: --add-exports java.base/jdk.internal.org.objectweb.asm=ALL-UNNAMED
// vm: --add-exports java.base/jdk.internal.org.objectweb.asm=ALL-UNNAMED
// A layer of modules made on the fly: access between them, services, unexported packages.

import java.lang.module.*;
import java.lang.reflect.*;
import java.nio.file.*;
import java.util.*;
import jdk.internal.org.objectweb.asm.*;
import static jdk.internal.org.objectweb.asm.Opcodes.*;

public class OwnModules {
    static byte[] cls(String n, String value, String callee) {
        ClassWriter w = new ClassWriter(ClassWriter.COMPUTE_MAXS);
        w.visit(V17, ACC_PUBLIC, n, null, "java/lang/Object", new String[] {"java/util/function/Supplier"});
        MethodVisitor v = w.visitMethod(ACC_PUBLIC, "<init>", "()V", null, null);
        v.visitVarInsn(ALOAD, 0);
        v.visitMethodInsn(INVOKESPECIAL, "java/lang/Object", "<init>", "()V", false);
        v.visitInsn(RETURN);
        v.visitMaxs(0, 0);
        v = w.visitMethod(ACC_PUBLIC | ACC_STATIC, "m", "()Ljava/lang/String;", null, null);
        if (callee != null) v.visitMethodInsn(INVOKESTATIC, callee, "m", "()Ljava/lang/String;", false);
        else v.visitLdcInsn(value);
        v.visitInsn(ARETURN);
        v.visitMaxs(0, 0);
        v = w.visitMethod(ACC_PUBLIC, "get", "()Ljava/lang/Object;", null, null);
        v.visitMethodInsn(INVOKESTATIC, n, "m", "()Ljava/lang/String;", false);
        v.visitInsn(ARETURN);
        v.visitMaxs(0, 0);
        return w.toByteArray();
    }

    static void put(String mod, String file, byte[] b) throws Exception {
        Path p = Path.of("mods", mod, file);
        Files.createDirectories(p.getParent());
        Files.write(p, b);
    }

    static byte[] info(String name, java.util.function.Consumer<ModuleVisitor> c) {
        ClassWriter w = new ClassWriter(0);
        w.visit(V17, ACC_MODULE, "module-info", null, null, null);
        ModuleVisitor m = w.visitModule(name, 0, null);
        m.visitRequire("java.base", ACC_MANDATED, null);
        c.accept(m);
        m.visitEnd();
        w.visitEnd();
        return w.toByteArray();
    }

    public static void main(String[] a) throws Exception {
        put("ma", "module-info.class", info("ma", m -> {
            m.visitExport("ma/api", 0);
            m.visitPackage("ma/api");
            m.visitPackage("ma/hid");
            m.visitProvide("java/util/function/Supplier", "ma/api/A");
            m.visitOpen("ma/hid", 0, "mb");
        }));
        put("ma", "ma/api/A.class", cls("ma/api/A", "A!", null));
        put("ma", "ma/hid/H.class", cls("ma/hid/H", "H!", null));
        put("mb", "module-info.class", info("mb", m -> {
            m.visitRequire("ma", 0, null);
            m.visitExport("mb", 0);
            m.visitUse("java/util/function/Supplier");
        }));
        put("mb", "mb/Good.class", cls("mb/Good", null, "ma/api/A"));
        put("mb", "mb/Bad.class", cls("mb/Bad", null, "ma/hid/H"));
        put("mb", "mb/Unread.class", cls("mb/Unread", null, "mc/C"));
        put("mc", "module-info.class", info("mc", m -> m.visitExport("mc", 0)));
        put("mc", "mc/C.class", cls("mc/C", "C!", null));
        for (boolean many : new boolean[] {false, true}) {
            Configuration cf = ModuleLayer.boot().configuration().resolveAndBind(ModuleFinder.of(Path.of("mods")), ModuleFinder.of(),
                    Set.of("mb", "mc"));
            ModuleLayer l = many ? ModuleLayer.boot().defineModulesWithManyLoaders(cf, null) : ModuleLayer.boot().defineModulesWithOneLoader(cf,
                    null);
            for (String n : new String[] {"mb.Good", "mb.Bad", "mb.Unread", "ma.api.A", "ma.hid.H"}) try {
                Class<?> c = l.findLoader(n.startsWith("ma") ? "ma" : "mb").loadClass(n);
                System.out.println(n + " " + c.getModule() + " " + c.getMethod("m").invoke(null));
            } catch (InvocationTargetException e) { System.out.println(n + " " + clean(e.getCause())); } catch (Exception e) {
                System.out.println(n + " " + clean(e));
            }
            System.out.println(ServiceLoader.load(l, java.util.function.Supplier.class).findFirst().get().get());
            Module ma = l.findModule("ma").get();
            System.out.println(ma.getDescriptor().packages().size() + " " + ma.isOpen("ma.hid", l.findModule("mb").get()) + ma.isOpen("ma.hid")
                    + l.findModule("zz").isPresent());
        }
    }

    static String clean(Throwable t) { return t.toString().replaceAll("@(0x)?[0-9a-f]+", "@H"); }
}
