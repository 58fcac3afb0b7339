// Allocates, polls and starts threads: something for the stress switches to meet.

public class Busy {
    static volatile Object sink;

    public static void main(String[] args) throws Exception {
        Thread[] threads = new Thread[2];
        for (int t = 0; t < threads.length; t++) {
            threads[t] = new Thread(() -> {
                for (int i = 0; i < 100_000; i++) sink = new int[4];
            });
            threads[t].start();
        }
        for (Thread t : threads) t.join();
        System.out.println("busy");
    }
}
