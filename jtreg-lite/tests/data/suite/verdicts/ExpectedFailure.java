/*
 * @test
 * @run main/fail ExpectedFailure
 */
public class ExpectedFailure {
    public static void main(String[] args) {
        throw new RuntimeException("expected");
    }
}
