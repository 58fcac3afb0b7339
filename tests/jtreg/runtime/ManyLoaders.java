/*
 * @test
 * @summary One class file, defined by many loaders: as many classes, each with state of its own.
 * @run main ManyLoaders
 */

import java.io.IOException;
import java.io.InputStream;
import java.util.HashSet;
import java.util.Set;

public class ManyLoaders {
    public static class Counted {
        private static int count;

        public static int next() {
            return ++count;
        }
    }

    private static final class Own extends ClassLoader {
        Class<?> define(String name, byte[] bytes) {
            return defineClass(name, bytes, 0, bytes.length);
        }
    }

    public static void main(String[] args) throws ReflectiveOperationException, IOException {
        byte[] bytes;
        try (InputStream in = ManyLoaders.class.getResourceAsStream("ManyLoaders$Counted.class")) {
            bytes = in.readAllBytes();
        }
        Set<Class<?>> classes = new HashSet<>();
        for (int i = 0; i < 200; i++) {
            Own loader = new Own();
            Class<?> defined = loader.define("ManyLoaders$Counted", bytes);
            classes.add(defined);
            if (!defined.getMethod("next").invoke(null).equals(1)) {
                throw new AssertionError("the state is shared");
            }
            try {
                loader.define("ManyLoaders$Counted", bytes);
                throw new AssertionError("defined twice");
            } catch (LinkageError expected) {
                // A loader defines a name once.
            }
        }
        if (classes.size() != 200 || Counted.next() != 1) {
            throw new AssertionError(classes.size());
        }
    }
}
