// main returns while daemon threads allocate, lock, park, load classes, throw and print: the machine ends with 0.

import java.util.concurrent.locks.LockSupport;
import java.util.function.IntSupplier;

public class DaemonStorm {
    static final Object LOCK = new Object();
    static volatile Object sink;
    static volatile int round;

    static void daemon(Runnable body) {
        Thread t = new Thread(() -> {
            while (true) body.run();
        });
        t.setDaemon(true);
        t.start();
    }

    public static void main(String[] args) throws Exception {
        daemon(() -> sink = new byte[10_000]);
        daemon(System::gc);
        daemon(() -> LockSupport.parkNanos(1000));
        daemon(() -> {
            synchronized (LOCK) {
                round++;
            }
        });
        daemon(() -> {
            synchronized (LOCK) {
                try {
                    LOCK.wait(1);
                } catch (InterruptedException e) {
                    sink = e;
                }
            }
        });
        daemon(() -> {
            try {
                throw new Exception("storm");
            } catch (Exception e) {
                sink = e.getStackTrace();
            }
        });
        daemon(() -> {
            try {
                sink = new ClassLoader() {
                    Class<?> define() throws Exception {
                        byte[] b = DaemonStorm.class.getResourceAsStream("DaemonStorm$Loaded.class").readAllBytes();
                        return defineClass("DaemonStorm$Loaded", b, 0, b.length);
                    }
                }.define().getDeclaredConstructor().newInstance();
            } catch (Exception e) {
                throw new Error(e);
            }
        });
        while (round < 1000) Thread.onSpinWait();
        System.out.println("ready");
    }

    public static class Loaded {
        final IntSupplier s = () -> hashCode();

        public Loaded() {
            sink = s.getAsInt();
        }
    }
}
