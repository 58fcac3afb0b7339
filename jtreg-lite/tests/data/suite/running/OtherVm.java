/*
 * @test
 * @run main/othervm -Da=b -Xmx64m OtherVm x
 */
public class OtherVm {
    public static void main(String[] args) {
        if (!"b".equals(System.getProperty("a")) || !args[0].equals("x")) {
            throw new AssertionError();
        }
    }
}
