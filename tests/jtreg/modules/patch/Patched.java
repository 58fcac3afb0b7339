/*
 * @test
 * @summary --patch-module adds a class to a package of java.base.
 * @build java.base/java.util.AddedByTest
 * @run main Patched
 */
public class Patched {
    public static void main(String[] args) throws ReflectiveOperationException {
        Class<?> added = Class.forName("java.util.AddedByTest");
        if (added.getModule() != Object.class.getModule() || added.getClassLoader() != null) {
            throw new AssertionError(added.getModule());
        }
        if (!added.getMethod("secret").invoke(null).equals("within java.util")) {
            throw new AssertionError();
        }
    }
}
