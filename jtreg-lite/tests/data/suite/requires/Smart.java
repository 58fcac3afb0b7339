/*
 * @test
 * @run main Smart ${test.extra} ${test.name}
 */
public class Smart {
    public static void main(String[] args) {
        if (!args[0].equals("yes") || !args[1].equals("requires/Smart.java")) {
            throw new AssertionError(args[0] + " " + args[1]);
        }
    }
}
