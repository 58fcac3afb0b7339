/*
 * @test
 * @ignore not ready 1234567
 * @run main Ignored
 */
public class Ignored {
    public static void main(String[] args) {
        System.out.println("runs");
    }
}
