// Classes and loaders go away when nothing refers to them, and stay while something does.

import java.io.*;
import java.lang.ref.*;

public class Unloading {
    public static class Payload implements Serializable {
        static int[] data = new int[10000];
        public Object self() { return new Object() { }; }
    }

    static class L extends ClassLoader {
        L() { super(Unloading.class.getClassLoader()); }
        @Override public Class<?> loadClass(String n) throws ClassNotFoundException {
            if (!n.startsWith("Unloading$Payload")) return super.loadClass(n);
            Class<?> c = findLoadedClass(n);
            if (c != null) return c;
            try (InputStream in = getResourceAsStream(n + ".class")) {
                byte[] b = in.readAllBytes();
                return defineClass(n, b, 0, b.length);
            } catch (IOException e) { throw new ClassNotFoundException(n); }
        }
    }

    public static void main(String[] a) throws Exception {
        Object kept = null;
        for (int i = 0; i < 300; i++) {
            Class<?> c = new L().loadClass("Unloading$Payload");
            Object o = c.getDeclaredConstructor().newInstance();
            if (i == 150) kept = c.getMethod("self").invoke(o);
        }
        System.gc();
        System.out.println(kept.getClass().getName() + " " + kept.getClass().getEnclosingClass().getName() + " " + (kept.getClass().getClassLoader() instanceof L));
    }
}
