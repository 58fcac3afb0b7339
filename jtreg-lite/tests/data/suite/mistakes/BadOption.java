/*
 * @test
 * @run main/frob BadOption
 */
public class BadOption {
    public static void main(String[] args) {

    }
}
