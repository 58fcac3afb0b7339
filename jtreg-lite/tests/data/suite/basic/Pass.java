/*
 * @test
 * @bug 1234567
 * @summary A test that passes.
 * @run main Pass one two
 */
public class Pass {
    public static void main(String[] args) {
        if (args.length != 2 || !args[1].equals("two")) {
            throw new AssertionError("wrong arguments");
        }
        System.out.println("hello");
    }
}
