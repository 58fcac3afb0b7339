// vm: -XX:+IgnoreUnrecognizedVMOptions -XX:+UnlockDiagnosticVMOptions -XX:+GCStress -XX:GCStressInterval=3000 -XX:+VerifyHeap
// timeout: 120
// Classes are defined, linked and initialised in loaders of their own, and arrays of them made, while every few
// allocations the heap is collected; then the loaders go.

import java.io.InputStream;
import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

public class LoadingWhileCollecting {
    static final class Own extends ClassLoader {
        private final byte[] task;
        private final byte[] helper;

        Own(byte[] task, byte[] helper) {
            super(LoadingWhileCollecting.class.getClassLoader());
            this.task = task;
            this.helper = helper;
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            synchronized (getClassLoadingLock(name)) {
                Class<?> c = findLoadedClass(name);
                if (c == null && name.endsWith("$Task")) c = defineClass(name, task, 0, task.length);
                if (c == null && name.endsWith("$Helper")) c = defineClass(name, helper, 0, helper.length);
                return c != null ? c : super.loadClass(name, resolve);
            }
        }
    }

    public static final class Helper {
        static final String[] TEXTS = {"alpha", "beta", new String("gamma").intern()};
        static final Object LOCK = new Object();
        final long[] data = new long[100];
    }

    public static final class Task implements Callable<String> {
        static int runs;

        @Override
        public String call() {
            StringBuilder b = new StringBuilder();
            for (String s : Helper.TEXTS) b.append(s).append(s == s.intern());
            Helper[][] helpers = new Helper[3][2];
            helpers[1][1] = new Helper();
            Runnable r = () -> b.append(helpers.length).append(helpers[1][1].data.length);
            r.run();
            return b.append(++runs).toString();
        }
    }

    static byte[] bytes(String name) throws Exception {
        try (InputStream in = LoadingWhileCollecting.class.getResourceAsStream(name + ".class")) {
            return in.readAllBytes();
        }
    }

    @SuppressWarnings("unchecked")
    public static void main(String[] args) throws Exception {
        byte[] task = bytes("LoadingWhileCollecting$Task");
        byte[] helper = bytes("LoadingWhileCollecting$Helper");
        List<Object> kept = new ArrayList<>();
        int hash = 0;
        for (int i = 0; i < 60; i++) {
            Own loader = new Own(task, helper);
            Class<?> c = loader.loadClass("LoadingWhileCollecting$Task");
            Callable<String> callable = (Callable<String>) c.getDeclaredConstructor().newInstance();
            hash = hash * 31 + callable.call().hashCode();
            hash = hash * 31 + callable.call().hashCode();
            Object array = Array.newInstance(c, 2, 2);
            Array.set(Array.get(array, 1), 0, callable);
            if (i % 7 == 0) kept.add(array);
        }
        System.out.println(hash);
        for (Object array : kept) {
            Callable<String> callable = (Callable<String>) Array.get(Array.get(array, 1), 0);
            System.out.println(callable.call() + " " + array.getClass().getName());
        }
    }
}
