/*
 * @test
 * @summary The VM dies in the middle of the test.
 */
public class Killed {
    public static void main(String[] args) throws Exception {
        long pid = ProcessHandle.current().pid();
        new ProcessBuilder("kill", "-9", String.valueOf(pid)).start();
        Thread.sleep(100_000);
    }
}
