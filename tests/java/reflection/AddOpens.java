// vm: --add-opens java.base/java.lang=ALL-UNNAMED --add-exports java.base/jdk.internal.misc=ALL-UNNAMED --add-modules java.sql --add-reads java.base=ALL-UNNAMED
// Packages opened and exported from the command line.

import java.lang.reflect.*;

public class AddOpens {
    public static void main(String[] a) throws Exception {
        Field f = String.class.getDeclaredField("hash");
        f.setAccessible(true);
        String s = "abc";
        System.out.println(f.get(s));
        s.hashCode();
        System.out.println(f.get(s));
        Field v = String.class.getDeclaredField("value");
        v.setAccessible(true);
        System.out.println(((byte[]) v.get(s)).length);
        Method m = Class.forName("jdk.internal.misc.VM").getMethod("isBooted");
        System.out.println(m.invoke(null));
        System.out.println(String.class.getModule().isOpen("java.lang", AddOpens.class.getModule()) + " " + String.class.getModule().canRead(AddOpens.class.getModule()));
        Constructor<String> c = String.class.getDeclaredConstructor(byte[].class, byte.class);
        c.setAccessible(true);
        System.out.println(c.newInstance("hi".getBytes(), (byte) 0));
    }
}
