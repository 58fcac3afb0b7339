/*
 * @test
 * @summary A thread that goes on after the test is interrupted.
 */
public class Leftover {
    public static void main(String[] args) {
        new Thread(() -> {
            try {
                Thread.sleep(100_000);
            } catch (InterruptedException expected) {
                System.out.println("interrupted");
            }
        }).start();
    }
}
