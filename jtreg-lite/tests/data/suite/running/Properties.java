/*
 * @test
 * @summary The properties that tests get.
 * @modules java.base
 */
import java.io.File;

public class Properties {
    public static void main(String[] args) throws Exception {
        check("test.src", new File(System.getProperty("test.src"), "Properties.java").exists());
        check("test.classes", new File(System.getProperty("test.classes"), "Properties.class").exists());
        check("test.file", System.getProperty("test.file").endsWith("running/Properties.java"));
        check("test.name", System.getProperty("test.name").equals("running/Properties.java"));
        check("test.jdk", new File(System.getProperty("test.jdk"), "bin/java").exists());
        check("test.root", new File(System.getProperty("test.root"), "TEST.ROOT").exists());
        check("test.vm.opts", System.getProperty("test.vm.opts").contains("-Dgiven=value"));
        check("given", "value".equals(System.getProperty("given")));
        check("test.java.opts", System.getProperty("test.java.opts") != null);
        check("test.timeout.factor", Double.parseDouble(System.getProperty("test.timeout.factor")) > 0);
        check("test.modules", "java.base".equals(System.getProperty("test.modules")));
        check("an empty scratch directory", new File(".").list().length == 0);
        check("the class path", System.getProperty("java.class.path").contains(System.getProperty("test.classes")));
        new File("file.in.scratch").createNewFile();
    }

    private static void check(String what, boolean right) {
        if (!right) {
            throw new AssertionError(what);
        }
    }
}
