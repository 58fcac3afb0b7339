/*
 * @test
 * @run main/timeout=soon BadTimeout
 */
public class BadTimeout {
    public static void main(String[] args) {

    }
}
