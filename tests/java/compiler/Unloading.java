// Classes with compiled code are unloaded, others take their place; compiled callers outlive the classes they knew.
// vm: -Xmixed -Xbatch -Xmx64m

import java.io.*;
import java.lang.ref.WeakReference;
import java.util.*;

public class Unloading {
    public interface Work {
        int run(int n);
    }

    public static class Adder implements Work {
        int total;

        public int run(int n) {
            for (int i = 0; i < n; i++) {
                total += step(i);
            }
            return total;
        }

        int step(int i) {
            return i & 3;
        }
    }

    static class Loader extends ClassLoader {
        Loader() {
            super(Unloading.class.getClassLoader());
        }

        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (!name.equals("Unloading$Adder")) {
                return super.loadClass(name, resolve);
            }
            try (InputStream in = Unloading.class.getResourceAsStream("Unloading$Adder.class")) {
                byte[] bytes = in.readAllBytes();
                return defineClass(name, bytes, 0, bytes.length);
            } catch (IOException e) {
                throw new ClassNotFoundException(name);
            }
        }
    }

    static int call(Work w, int n) {
        return w.run(n);
    }

    public static void main(String[] args) throws Exception {
        List<WeakReference<Class<?>>> classes = new ArrayList<>();
        long sum = 0;
        for (int round = 0; round < 20; round++) {
            Work w = (Work) new Loader().loadClass("Unloading$Adder").getDeclaredConstructor().newInstance();
            classes.add(new WeakReference<>(w.getClass()));
            for (int i = 0; i < 3000; i++) {
                sum += call(w, 5);
            }
            w = null;
            System.gc();
        }
        int gone = 0;
        for (WeakReference<Class<?>> c : classes) {
            gone += c.get() == null ? 1 : 0;
        }
        System.out.println(sum + " " + (gone > 10));
    }
}
