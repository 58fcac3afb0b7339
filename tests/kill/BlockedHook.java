// A shutdown hook never ends. With an argument another thread halts the machine then.

import java.util.concurrent.CountDownLatch;

public class BlockedHook {
    public static void main(String[] args) throws Exception {
        CountDownLatch started = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            System.out.println("hook");
            started.countDown();
            while (true) {
                try {
                    Thread.sleep(1_000_000);
                } catch (InterruptedException e) {
                    System.out.println("interrupted");
                }
            }
        }));
        if (args.length > 0) {
            new Thread(() -> {
                try {
                    started.await();
                } catch (InterruptedException e) {
                    System.out.println("interrupted");
                }
                Runtime.getRuntime().halt(5);
            }).start();
        }
        System.out.println("ready");
        Thread.sleep(1_000_000);
    }
}
