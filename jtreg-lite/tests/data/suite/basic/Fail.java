/*
 * @test
 * @summary A test that fails.
 */
public class Fail {
    public static void main(String[] args) {
        throw new IllegalStateException("on purpose");
    }
}
