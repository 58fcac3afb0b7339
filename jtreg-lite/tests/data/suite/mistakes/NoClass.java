/*
 * @test
 * @run main NoSuchClass
 */
public class NoClass {
    public static void main(String[] args) {

    }
}
