// A shutdown hook calls System.exit, which waits for the shutdown that waits for the hook.

public class HookExits {
    public static void main(String[] args) throws Exception {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            System.out.println("hook");
            System.exit(3);
            System.out.println("not reached");
        }));
        System.out.println("ready");
        System.exit(4);
    }
}
