/*
 * @test
 * @key stress nonsense
 */
public class BadKey {
    public static void main(String[] args) {

    }
}
