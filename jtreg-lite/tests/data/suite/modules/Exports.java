/*
 * @test
 * @modules java.base/jdk.internal.misc
 */
import jdk.internal.misc.VM;

public class Exports {
    public static void main(String[] args) {
        System.out.println(VM.maxDirectMemory());
    }
}
