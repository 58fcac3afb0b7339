// Resources of classes, loaders, modules and jars made on the fly; URLClassLoader; packages and manifests.

import java.io.*;
import java.net.*;
import java.nio.file.*;
import java.util.*;
import java.util.jar.*;
import java.util.zip.*;

public class Resources {
    static String read(InputStream in) throws IOException {
        if (in == null) return "null";
        try (in) { return new String(in.readAllBytes()); }
    }

    public static void main(String[] a) throws Exception {
        Path jar = Path.of("t.jar");
        Manifest m = new Manifest();
        m.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        m.getMainAttributes().put(Attributes.Name.IMPLEMENTATION_TITLE, "Title");
        m.getMainAttributes().put(Attributes.Name.SEALED, "true");
        try (JarOutputStream o = new JarOutputStream(Files.newOutputStream(jar), m)) {
            o.putNextEntry(new ZipEntry("x/data.txt"));
            o.write("jar data".getBytes());
            o.closeEntry();
            o.putNextEntry(new ZipEntry("Resources.class"));
            o.write(Resources.class.getResourceAsStream("Resources.class").readAllBytes());
            o.closeEntry();
        }
        Files.createDirectories(Path.of("dir/x"));
        Files.writeString(Path.of("dir/x/data.txt"), "dir data");
        try (URLClassLoader l = new URLClassLoader("urls", new URL[] {jar.toUri().toURL(), Path.of("dir/").toUri().toURL()}, null))
                {
            System.out.println(read(l.getResourceAsStream("x/data.txt")) + " " + Collections.list(l.getResources("x/data.txt")).size()
                    + " " + l.getResource("nope") + " " + read(l.findResource("x/data.txt").openStream()));
            Class<?> c = l.loadClass("Resources");
            System.out.println((c != Resources.class) + " " + c.getClassLoader().getName() + c.getPackage().getImplementationTitle()
                    + c.getPackage().isSealed() + c.getProtectionDomain().getCodeSource().getLocation().getPath().endsWith("t.jar")
                    + c.getResource("x/data.txt").getProtocol() + read(c.getResourceAsStream("/x/data.txt")));
            try { l.loadClass("Gone"); } catch (ClassNotFoundException e) { System.out.println(e.getMessage()); }
            c.getMethod("hello").invoke(null);
        }
        System.out.println(Resources.class.getResource("Resources.class").getProtocol() + " " + Object.class.getResource("Object.class")
                + " " + Resources.class.getResource("/none") + " " + ClassLoader.getSystemResource("java/lang/Object.class") + " " +
                Object.class.getModule().getResourceAsStream("java/lang/Object.class").readNBytes(4)[0] + " " + String.class.getResourceAsStream("nothing"));
        System.out.println(ClassLoader.getSystemClassLoader().getName() + ClassLoader.getPlatformClassLoader().getName() +
                ClassLoader.getPlatformClassLoader().getParent() + String.class.getClassLoader() + java.sql.Connection.class.getClassLoader().getName()
                + Thread.currentThread().getContextClassLoader().getName());
        System.out.println(Resources.class.getPackage().getName().isEmpty() + " " + String.class.getPackage() + Package.getPackage("java.util").getName()
                + Resources.class.getProtectionDomain().getPermissions().isReadOnly() + String.class.getProtectionDomain().getCodeSource());
        Set<String> ps = new TreeSet<>();
        for (Package p : Package.getPackages()) if (p.getName().startsWith("java.lang")) ps.add(p.getName());
        System.out.println(ps.contains("java.lang") + " " + ps.contains("java.lang.reflect"));
    }

    public static void hello() { System.out.println("hello from " + Resources.class.getClassLoader().getName()); }
}
