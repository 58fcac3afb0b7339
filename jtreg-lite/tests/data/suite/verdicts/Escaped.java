/*
 * @test
 * @summary An exception that no one catches in another thread.
 */
public class Escaped {
    public static void main(String[] args) throws InterruptedException {
        Thread thread = new Thread(() -> {
            throw new IllegalStateException("in a thread");
        });
        thread.start();
        thread.join();
    }
}
