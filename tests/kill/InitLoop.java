// A signal comes while the main class initialises itself and another thread waits for that.

public class InitLoop {
    /** Not in the class that is being initialised: it would wait for that for ever. */
    static void hook() {
        System.out.println("hook");
    }

    static class Slow {
        static volatile long counter;

        static {
            Runtime.getRuntime().addShutdownHook(new Thread(InitLoop::hook));
            System.out.println("ready");
            while (counter >= 0) counter++;
        }
    }

    public static void main(String[] args) {
        Thread other = new Thread(() -> System.out.println(Slow.counter));
        other.setDaemon(args.length > 0);
        other.start();
        System.out.println(Slow.counter);
    }
}
