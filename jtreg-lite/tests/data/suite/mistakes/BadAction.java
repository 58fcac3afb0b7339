/*
 * @test
 * @run frob BadAction
 */
public class BadAction {
    public static void main(String[] args) {

    }
}
