// exit: 143
// SIGTERM runs the shutdown hooks while other threads are busy, and the exit code tells the signal.

public class TermRunsHooks {
    static volatile long counter;

    public static void main(String[] a) throws Exception {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> System.out.println("hook")));
        for (int i = 0; i < 3; i++) {
            Thread t = new Thread(() -> { while (true) counter++; });
            t.start();
        }
        System.out.println("raise");
        // The JDK's own handler is set, so the signal is sent from outside.
        new ProcessBuilder("kill", "-TERM", "" + ProcessHandle.current().pid()).start().waitFor();
        Thread.sleep(60_000);
    }
}
