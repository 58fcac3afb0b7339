// A thread that only computes does not hold up collections, dumps or exit.

public class Safepoints {
    static volatile boolean stop;
    static long sink;

    public static void main(String[] a) throws Exception {
        Thread[] ts = new Thread[3];
        for (int i = 0; i < 3; i++) {
            int k = i;
            ts[i] = new Thread(() -> {
                long x = k;
                while (!stop) { for (int j = 0; j < 1000; j++) x = x * 31 + j; }
                sink += x;
            });
            ts[i].setDaemon(true);
            ts[i].start();
        }
        for (int i = 0; i < 10; i++) {
            System.gc();
            Thread.getAllStackTraces();
            byte[][] junk = new byte[100][];
            for (int j = 0; j < 100; j++) junk[j] = new byte[10000];
        }
        System.out.println("through");
        stop = true;
        for (Thread t : ts) t.join(10000);
        System.out.println(ts[0].isAlive());
    }
}
