// Many threads call System.exit at once, with the same code; hooks run once.

public class ManyExits {
    public static void main(String[] args) throws Exception {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> System.out.println("hook")));
        Object gate = new Object();
        for (int i = 0; i < 16; i++) {
            new Thread(() -> {
                synchronized (gate) {
                    gate.hashCode();
                }
                System.exit(9);
            }).start();
        }
        System.exit(9);
    }
}
