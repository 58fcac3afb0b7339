/*
 * @test
 */
import jdk.internal.misc.VM;

public class NotExported {
    public static void main(String[] args) {
        System.out.println(VM.maxDirectMemory());
    }
}
