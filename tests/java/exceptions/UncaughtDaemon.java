// exit: 1
// compare: stdout,exit,stderr
// The main thread dies by an exception while a non-daemon thread still works.

public class UncaughtDaemon {
    public static void main(String[] a) throws Exception {
        Thread t = new Thread(() -> {
            try { Thread.sleep(300); } catch (InterruptedException e) { }
            System.out.println("late");
        });
        t.start();
        Thread d = new Thread(() -> {
            while (true) try { Thread.sleep(1000); } catch (InterruptedException e) { }
        });
        d.setDaemon(true);
        d.start();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> System.out.println("hook")));
        throw new Exception("main dies");
    }
}
