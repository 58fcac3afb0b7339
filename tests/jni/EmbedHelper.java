// What the embedding programs call; it has no native side of its own.

public class EmbedHelper {
    static int add(int a, int b) { return a + b; }

    static String describe(String[] args) {
        return String.join(",", args) + System.getProperty("embed.key") + Thread.currentThread().getName();
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
