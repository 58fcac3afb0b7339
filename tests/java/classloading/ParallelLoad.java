// Many threads load the same classes through registered and unregistered loaders; every class is defined once.

import java.io.*;
import java.util.*;
import java.util.concurrent.*;
import java.util.concurrent.atomic.*;

public class ParallelLoad {
    static class Plain extends ClassLoader {
        final AtomicInteger defs = new AtomicInteger();
        Plain() { super(ParallelLoad.class.getClassLoader()); }
        @Override protected Class<?> loadClass(String n, boolean r) throws ClassNotFoundException {
            if (!n.startsWith("ParallelLoad$T")) return super.loadClass(n, r);
            synchronized (getClassLoadingLock(n)) {
                Class<?> c = findLoadedClass(n);
                if (c != null) return c;
                try (InputStream in = getResourceAsStream(n + ".class")) {
                    byte[] b = in.readAllBytes();
                    Thread.yield();
                    defs.incrementAndGet();
                    return defineClass(n, b, 0, b.length);
                } catch (IOException e) { throw new ClassNotFoundException(n, e); }
            }
        }
    }

    static class Par extends Plain {
        static { ClassLoader.registerAsParallelCapable(); }
    }

    static class T0 { }
    static class T1 extends T0 { }
    static class T2 extends T1 { T3 f; }
    static class T3 extends T2 { }
    static class T4 extends T3 implements T5 { }
    interface T5 { }

    public static void main(String[] a) throws Exception {
        for (Plain l : new Plain[] {new Plain(), new Par()}) {
            ExecutorService ex = Executors.newFixedThreadPool(6);
            List<Future<List<Class<?>>>> fs = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                int k = i;
                fs.add(ex.submit(() -> {
                    List<Class<?>> cs = new ArrayList<>(Collections.nCopies(6, null));
                    for (int j = 0; j < 6; j++) {
                        int x = (j + k) % 6;
                        cs.set(x, l.loadClass("ParallelLoad$T" + x));
                    }
                    cs.get(4).getDeclaredConstructor().setAccessible(true);
                    return cs;
                }));
            }
            Set<List<Class<?>>> all = new HashSet<>();
            for (Future<List<Class<?>>> f : fs) all.add(f.get());
            ex.shutdown();
            System.out.println(all.size() + " " + l.defs + " " + l.isRegisteredAsParallelCapable());
        }
    }
}
