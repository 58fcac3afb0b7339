/*
 * @test
 * @run main Alone
 */
public class Alone {
    public static void main(String[] args) {
        if (!Thread.currentThread().getName().equals("MainThread")) {
            throw new AssertionError(Thread.currentThread());
        }
    }
}
