// exit: 3
// Halt inside a hook decides the exit code; adding hooks during shutdown fails.

public class ExitInHook {
    public static void main(String[] a) {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            try { Runtime.getRuntime().addShutdownHook(new Thread()); } catch (IllegalStateException e) {
                System.out.println(e.getMessage());
            }
            System.out.flush();
            Runtime.getRuntime().halt(3);
        }));
        Thread h = new Thread(() -> System.out.println("removed"));
        Runtime.getRuntime().addShutdownHook(h);
        System.out.println(Runtime.getRuntime().removeShutdownHook(h));
        try { Runtime.getRuntime().addShutdownHook(Thread.currentThread()); } catch (IllegalArgumentException e) {
            System.out.println(e.getMessage());
        }
        System.exit(5);
    }
}
