// Non-daemon threads keep the VM alive, daemons do not; hooks run at the end.

public class ExitNormally {
    public static void main(String[] a) {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> System.out.println("hook")));
        Thread d = new Thread(() -> { while (true) Thread.onSpinWait(); });
        d.setDaemon(true);
        d.start();
        new Thread(() -> {
            try { Thread.sleep(50); } catch (InterruptedException e) { }
            new Thread(() -> {
                try { Thread.sleep(50); } catch (InterruptedException e) { }
                System.out.println("last");
            }).start();
        }).start();
        System.out.println("main ends");
    }
}
