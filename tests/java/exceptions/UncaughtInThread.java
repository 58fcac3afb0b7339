// compare: stdout,exit,stderr
// An uncaught exception in another thread leaves the exit code alone.

public class UncaughtInThread {
    public static void main(String[] a) throws Exception {
        Thread t = new Thread(() -> { throw new Error("in thread"); }, "worker-x");
        t.start();
        t.join();
        System.out.println("alive " + t.isAlive());
        Thread h = new Thread(() -> {
            int[] x = new int[1];
            x[2] = 1;
        });
        h.setUncaughtExceptionHandler((th, e) -> System.out.println("handler " + e.getMessage()));
        h.start();
        h.join();
        Thread.setDefaultUncaughtExceptionHandler((th, e) -> {
            System.out.println("default " + th.getName() + e);
            throw new RuntimeException("ignored");
        });
        Thread d = new Thread(() -> { throw new RuntimeException("d"); }, "dd");
        d.start();
        d.join();
        System.out.println("end");
    }
}
