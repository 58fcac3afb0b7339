// The module graph: descriptors, reads, exports, opens, layers, access failures through reflection.

import java.lang.module.*;
import java.lang.reflect.*;
import java.util.*;

public class Modules {
    public static void main(String[] a) throws Exception {
        Module u = Modules.class.getModule(), b = Object.class.getModule(), s = java.sql.Connection.class.getModule();
        System.out.println(u.isNamed() + " " + b + " " + s.getName() + u.canRead(s) + b.canRead(s) + s.canRead(b) + b.isExported("java.lang")
                + b.isExported("jdk.internal.misc") + b.isExported("sun.nio.ch", u) + b.isOpen("java.lang") + b.isOpen("java.lang",
                u) + u.isOpen("x") + b.getDescriptor().isOpen() + b.getLayer().equals(ModuleLayer.boot()) + u.getLayer());
        System.out.println(new TreeSet<>(s.getDescriptor().requires()) + " " + new TreeSet<>(s.getDescriptor().exports()) + s.getDescriptor().uses()
                + b.getPackages().contains("java.util") + s.getClassLoader().getName() + b.getDescriptor().isAutomatic() +
                ModuleLayer.boot().findModule("java.logging").get() + ModuleLayer.boot().findLoader("java.base") + s.getAnnotations().length);
        try { String.class.getDeclaredField("value").setAccessible(true); } catch (InaccessibleObjectException e) {
            System.out.println(e.getMessage().replaceAll("@(0x)?[0-9a-f]+", "@H"));
        }
        try { Class.forName("jdk.internal.misc.Unsafe").getMethod("getUnsafe").invoke(null); } catch (IllegalAccessException e) {
            System.out.println(e.getMessage().replaceAll("@(0x)?[0-9a-f]+", "@H"));
        }
        try { b.addExports("jdk.internal.misc", u); } catch (IllegalCallerException e) {
            System.out.println(e.getMessage().replaceAll("@(0x)?[0-9a-f]+", "@H"));
        }
        u.addReads(s);
        u.addExports("y", s);
        u.addUses(Runnable.class);
        System.out.println(u.canUse(Runnable.class));
        Field f = Class.forName("java.util.ArrayList").getDeclaredField("size");
        System.out.println(f.trySetAccessible());
        System.out.println(ModuleFinder.ofSystem().find("java.sql").get().descriptor().name() + ModuleFinder.ofSystem().findAll().size() / 60
                + " " + Configuration.empty().resolve(ModuleFinder.ofSystem(), ModuleFinder.of(), Set.of("java.sql")).modules().stream().map(ResolvedModule::name).sorted().toList());
        ModuleLayer layer = ModuleLayer.boot().defineModulesWithOneLoader(ModuleLayer.boot().configuration().resolve(ModuleFinder.of(),
                ModuleFinder.ofSystem(), Set.of()), null);
        System.out.println(layer.modules() + "" + layer.parents().size());
        try {
            ModuleFinder.of(java.nio.file.Path.of("nowhere")).findAll();
            System.out.println("fine");
        } catch (FindException e) { System.out.println(e.getMessage()); }
        try {
            ModuleLayer.boot().configuration().resolve(ModuleFinder.of(), ModuleFinder.of(), Set.of("no.mod"));
        } catch (FindException e) { System.out.println(e.getMessage()); }
        ModuleDescriptor d = ModuleDescriptor.newModule("my.mod").requires("java.base").exports("p.q").packages(Set.of("r")).version("1.2").build();
        System.out.println(d + " " + d.packages().size() + d.toNameAndVersion());
    }
}
