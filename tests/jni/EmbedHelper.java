// What the embedding programs call; it has no native side of its own.

public class EmbedHelper {
    static int add(int a, int b) { return a + b; }

    static String describe(String[] args) {
        return String.join(",", args) + System.getProperty("embed.key") + Thread.currentThread().getName();
    }

    /** Defines this class many times, some loaders at a time, and calls it: the number that worked. */
    static int loadMany() throws Exception {
        byte[] code;
        try (var in = EmbedHelper.class.getResourceAsStream("EmbedHelper.class")) {
            code = in.readAllBytes();
        }
        class Loader extends ClassLoader {
            Class<?> define() { return defineClass("EmbedHelper", code, 0, code.length); }
        }
        int worked = 0;
        for (int i = 0; i < 300; i++) {
            var add = new Loader().define().getDeclaredMethod("add", int.class, int.class);
            add.setAccessible(true);
            worked += (int) add.invoke(null, 3, -2);
            if (i % 100 == 99) System.gc();
        }
        return worked;
    }

    static void boom() { throw new IllegalStateException("embedded"); }

    static void hook() {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> System.out.println("hook on destroy")));
        new Thread(() -> {
            try { Thread.sleep(100); } catch (InterruptedException e) { }
            System.out.println("non-daemon done");
        }).start();
    }

    static void exit() { System.exit(9); }
}
