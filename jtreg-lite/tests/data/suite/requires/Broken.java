/*
 * @test
 * @requires test.broken
 */
public class Broken {
    public static void main(String[] args) {

    }
}
