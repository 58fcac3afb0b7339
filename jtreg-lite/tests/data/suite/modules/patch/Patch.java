/*
 * @test
 * @summary A class added to a module of the JDK.
 * @build java.base/java.lang.Added
 * @run main Patch
 */
public class Patch {
    public static void main(String[] args) throws Exception {
        Class<?> added = Class.forName("java.lang.Added");
        if (added.getModule() != Object.class.getModule()) {
            throw new AssertionError(added.getModule());
        }
    }
}
