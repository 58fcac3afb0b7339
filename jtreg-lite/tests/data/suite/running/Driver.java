/*
 * @test
 * @run driver Driver
 */
import java.lang.management.ManagementFactory;

public class Driver {
    public static void main(String[] args) {
        if (ManagementFactory.getRuntimeMXBean().getInputArguments().contains("-XX:-UsePerfData")) {
            throw new AssertionError("VM options reached a driver");
        }
    }
}
