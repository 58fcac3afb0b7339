/*
 * @test
 * @run main/fail UnexpectedPass
 */
public class UnexpectedPass {
    public static void main(String[] args) {
        System.out.println("fine");
    }
}
