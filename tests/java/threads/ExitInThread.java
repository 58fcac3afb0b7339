// exit: 7
// System.exit from another thread while main waits; shutdown hooks run.

public class ExitInThread {
    public static void main(String[] a) throws Exception {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> System.out.println("hook " + Thread.currentThread().getName()),
                "hooker"));
        Thread t = new Thread(() -> {
            System.out.println("exiting");
            System.exit(7);
            System.out.println("never");
        });
        t.start();
        synchronized (a) { a.wait(); }
    }
}
