// A signal comes while threads allocate and collect without pause.

public class CollectorLoop {
    static volatile Object sink;

    public static void main(String[] args) {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            Object[] kept = new Object[1000];
            for (int i = 0; i < 100_000; i++) kept[i % 1000] = new byte[100];
            System.out.println("hook");
        }));
        for (int t = 0; t < 3; t++) {
            new Thread(() -> {
                Object[] kept = new Object[1000];
                for (int i = 0; ; i = (i + 1) % 1000) kept[i] = new byte[i * 10];
            }).start();
        }
        System.out.println("ready");
        while (true) System.gc();
    }
}
