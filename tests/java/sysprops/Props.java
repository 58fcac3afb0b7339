// System properties that programs rely on.

import java.util.*;

public class Props {
    public static void main(String[] a) {
        for (String k : new String[] {"java.specification.version", "java.specification.name", "java.specification.vendor",
                "java.vm.specification.version", "java.vm.specification.name", "java.vm.specification.vendor", "java.class.version",
                "java.home", "java.version", "java.vendor", "java.version.date", "java.runtime.version", "os.name", "os.arch",
                "file.separator", "path.separator", "line.separator", "file.encoding", "sun.jnu.encoding", "native.encoding",
                "user.name", "user.home", "java.io.tmpdir", "sun.arch.data.model", "sun.cpu.endian", "sun.boot.library.path",
                "java.library.path", "user.language", "jdk.debug", "sun.java.launcher", "sun.java.command",
                "java.vm.compressedOopsMode", "sun.io.unicode.encoding", "java.vendor.url", "java.runtime.name"}) if (!k.equals("java.vm.compressedOopsMode")) System.out.println(k
                + "=" + System.getProperty(k).replace("\n", "\\n"));
        System.out.println(System.getProperty("user.dir").contains("sysprops-Props") + " " + System.getProperty("java.class.path").endsWith("sysprops")
                + System.getProperty("java.vm.name").isEmpty() + System.getProperty("java.vm.version").isEmpty() + System.getProperty("java.vm.info").isEmpty()
                + System.getProperty("java.vm.vendor").isEmpty());
        System.out.println(System.lineSeparator().length() + " " + Runtime.version().feature() + Runtime.version().equals(Runtime.Version.parse(System.getProperty("java.runtime.version"))));
        Properties p = new Properties();
        p.putAll(System.getProperties());
        System.setProperty("x.y", "z");
        System.out.println(System.getProperty("x.y") + System.clearProperty("x.y") + System.getProperty("x.y") + System.getProperty("x.y",
                "d") + Integer.getInteger("no", 3) + Boolean.getBoolean("no"));
        for (String bad : new String[] {"", null}) try { System.getProperty(bad); } catch (RuntimeException e) {
            System.out.println(e);
        }
        System.out.println(System.getenv("TZ") + System.getenv("NOPE_X") + System.getenv().containsKey("PATH"));
        try { System.getenv().put("a", "b"); } catch (UnsupportedOperationException e) {
            System.out.println("immutable");
        }
        System.out.println(System.getSecurityManager() + " " + (System.nanoTime() > Long.MIN_VALUE) + (System.currentTimeMillis() >
                1600000000000L) + (System.console() == null) + System.identityHashCode(null));
        System.out.println(ProcessHandle.current().pid() > 0);
    }
}
