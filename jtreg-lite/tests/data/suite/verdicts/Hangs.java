/*
 * @test
 * @summary The time limit ends this test and the process that it starts.
 * @run main/othervm/timeout=3 Hangs
 */
import java.nio.file.Files;
import java.nio.file.Path;

public class Hangs {
    public static void main(String[] args) throws Exception {
        Process child = new ProcessBuilder("sleep", "1000").start();
        System.out.println("child " + child.pid());
        System.out.flush();
        Files.writeString(Path.of("child.tmp"), String.valueOf(child.pid()));
        Files.move(Path.of("child.tmp"), Path.of("child.pid"));
        Thread.sleep(1_000_000);
    }
}
