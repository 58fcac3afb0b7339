/*
 * @test id=good
 * @run main TwoTests good
 */

/*
 * @test id=bad
 * @run main TwoTests bad
 */

/*
 * @test
 * @run main TwoTests good
 */
public class TwoTests {
    public static void main(String[] args) {
        if (args[0].equals("bad")) {
            throw new AssertionError("bad");
        }
    }
}
