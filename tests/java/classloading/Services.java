// ServiceLoader with providers from the JDK, from a configuration file and from provider methods.

import java.nio.file.*;
import java.net.*;
import java.util.*;

public class Services {
    public interface Greeter { String greet(); }

    public static class En implements Greeter {
        public String greet() { return "hello"; }
    }

    public static class De implements Greeter {
        public String greet() { return "hallo"; }
    }

    public static class Bad { }

    public static class Throws implements Greeter {
        public Throws() { throw new IllegalStateException("ctor"); }
        public String greet() { return ""; }
    }

    public static void main(String[] a) throws Exception {
        Path d = Path.of("meta/META-INF/services");
        Files.createDirectories(d);
        Files.writeString(d.resolve("Services$Greeter"), "# comment\nServices$En\nServices$De # other\n\nServices$En\n");
        URLClassLoader l = new URLClassLoader(new URL[] {Path.of("meta").toUri().toURL()}, Services.class.getClassLoader());
        ServiceLoader<Greeter> s = ServiceLoader.load(Greeter.class, l);
        for (Greeter g : s) System.out.println(g.greet());
        System.out.println(s.stream().map(p -> p.type().getSimpleName()).toList() + " " + (s.iterator().next() == s.findFirst().get()));
        s.reload();
        System.out.println(s.findFirst().isPresent());
        for (String bad : new String[] {"Services$Bad", "Services$Gone", "not a name", "Services$Throws"}) {
            Files.writeString(d.resolve("Services$Greeter"), bad);
            try {
                for (Greeter g : ServiceLoader.load(Greeter.class, new URLClassLoader(new URL[] {Path.of("meta").toUri().toURL()},
                        Services.class.getClassLoader()))) System.out.println(g);
            } catch (ServiceConfigurationError e) {
                System.out.println(e.getMessage().replaceAll("file:\\S+/", "FILE/") + " / " + e.getCause());
            }
        }
        System.out.println(ServiceLoader.load(java.nio.file.spi.FileSystemProvider.class, ClassLoader.getSystemClassLoader()).stream().map(p
                -> p.type().getName()).sorted().toList());
        System.out.println(ServiceLoader.loadInstalled(java.util.spi.ToolProvider.class).stream().map(p -> p.get().name()).sorted().toList());
        System.out.println(ServiceLoader.load(ModuleLayer.boot(), java.util.spi.ToolProvider.class).findFirst().isPresent());
    }
}
