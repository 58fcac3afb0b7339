/*
 * @test
 * @summary Exported and opened packages of java.base.
 * @modules java.base/jdk.internal.misc
 *          java.base/java.lang:open
 * @run main Internals
 * @run main/othervm Internals
 */

import java.lang.reflect.Field;
import jdk.internal.misc.Unsafe;

public class Internals {
    private int field = 5;

    public static void main(String[] args) throws ReflectiveOperationException {
        Unsafe unsafe = Unsafe.getUnsafe();
        long offset = unsafe.objectFieldOffset(Internals.class, "field");
        Internals object = new Internals();
        if (unsafe.getInt(object, offset) != 5 || !unsafe.compareAndSetInt(object, offset, 5, 6) || object.field != 6) {
            throw new AssertionError("Unsafe");
        }
        Field value = String.class.getDeclaredField("value");
        value.setAccessible(true);
        if (((byte[]) value.get("four")).length != 4) {
            throw new AssertionError("String.value");
        }
        try {
            Class.forName("sun.launcher.LauncherHelper").getDeclaredMethod("abort", Throwable.class, String.class,
                    Object[].class).setAccessible(true);
            throw new AssertionError("a package that is not open");
        } catch (RuntimeException expected) {
            // InaccessibleObjectException
        }
    }
}
