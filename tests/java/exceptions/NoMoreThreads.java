// vm: -Xlog:disable
// A thread that the system refuses: OutOfMemoryError, the thread can be started again in vain, and the program goes on.

public class NoMoreThreads {
    public static void main(String[] args) throws Exception {
        for (long size : new long[] {1L << 32, 1L << 46, 1L << 62, Long.MAX_VALUE, -5}) {
            Thread t = new Thread(null, () -> System.out.println("runs"), "huge", size);
            for (int i = 0; i < 2; i++) {
                try {
                    t.start();
                    t.join();
                } catch (OutOfMemoryError e) {
                    System.out.println(e.getMessage() + " " + t.getState() + " " + e.getStackTrace()[0]);
                } catch (IllegalThreadStateException e) {
                    System.out.println(e);
                }
            }
            System.out.println(Thread.currentThread().getThreadGroup().activeCount());
        }
    }
}
