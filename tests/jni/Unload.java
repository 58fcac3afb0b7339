// A global reference keeps a class and its loader; a loader's native library is unloaded with it.

import java.io.*;
import java.lang.ref.*;
import java.nio.file.*;

public class Unload {
    public static class User {
        static { System.loadLibrary("Unload"); }
        public static native void hold(Object o);
        public static native void release();
        public static void start() { hold(User.class); }
    }
    static class L extends ClassLoader {
        @Override public Class<?> loadClass(String n) throws ClassNotFoundException {
            if (!n.equals("Unload$User")) return super.loadClass(n);
            Class<?> c = findLoadedClass(n);
            if (c != null) return c;
            try (InputStream in = Unload.class.getResourceAsStream("Unload$User.class")) {
                byte[] b = in.readAllBytes();
                return defineClass(n, b, 0, b.length);
            } catch (IOException e) { throw new ClassNotFoundException(n, e); }
        }
    }
    interface Action { void run() throws Exception; }
    static WeakReference<ClassLoader> loader;
    static WeakReference<Class<?>> type;

    /** Runs on a thread of its own, so that no stack here refers to what it uses. */
    static void apart(Action action) throws Exception {
        Thread t = new Thread(() -> {
            try { action.run(); } catch (Exception e) { e.printStackTrace(); }
        });
        t.start();
        t.join();
    }
    static boolean isMapped() throws IOException {
        try (var lines = Files.lines(Path.of("/proc/self/maps"))) {
            return lines.anyMatch(s -> s.contains("libUnload"));
        }
    }
    public static void main(String[] a) throws Exception {
        for (int round = 0; round < 2; round++) {
            apart(() -> {
                L l = new L();
                Class<?> c = l.loadClass("Unload$User");
                c.getMethod("start").invoke(null);
                loader = new WeakReference<>(l);
                type = new WeakReference<>(c);
            });
            System.gc();
            System.gc();
            System.out.println("held: " + !type.refersTo(null) + " " + !loader.refersTo(null) + " " + isMapped());
            apart(() -> type.get().getMethod("release").invoke(null));
            while (!loader.refersTo(null) || !type.refersTo(null) || isMapped()) {
                System.gc();
                Thread.sleep(1);
            }
            System.out.println("gone");
        }
    }
}
