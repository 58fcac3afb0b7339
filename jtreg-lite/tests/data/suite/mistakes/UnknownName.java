/*
 * @test
 * @requires no.such.name
 */
public class UnknownName {
    public static void main(String[] args) {

    }
}
