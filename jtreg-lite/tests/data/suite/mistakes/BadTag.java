/*
 * @test
 * @frobnicate all
 */
public class BadTag {
    public static void main(String[] args) {

    }
}
