/*
 * @test
 * @run main/timeout=3 HangsInWorker
 */
public class HangsInWorker {
    public static void main(String[] args) throws InterruptedException {
        Thread.sleep(1_000_000);
    }
}
