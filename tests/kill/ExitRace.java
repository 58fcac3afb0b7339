// System.exit or Runtime.halt while threads start threads, collect and take locks.

public class ExitRace {
    static final Object LOCK = new Object();
    static volatile int made;

    static void spawn(int depth) {
        Thread t = new Thread(() -> {
            synchronized (LOCK) {
                made++;
            }
            byte[] garbage = new byte[1000 * depth];
            spawn(garbage.length > 100_000 ? 0 : depth + 1);
        });
        t.setDaemon(depth % 2 == 0);
        try {
            t.start();
        } catch (OutOfMemoryError e) {
            spawn(0);
        }
    }

    public static void main(String[] args) throws Exception {
        for (int i = 0; i < 4; i++) spawn(i);
        Thread collector = new Thread(() -> {
            while (true) System.gc();
        });
        collector.start();
        while (made < Integer.parseInt(args[1])) Thread.onSpinWait();
        if (args[0].equals("exit")) System.exit(7);
        Runtime.getRuntime().halt(7);
    }
}
