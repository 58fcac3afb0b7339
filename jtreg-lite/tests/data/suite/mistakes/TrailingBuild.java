/*
 * @test
 * @build TrailingBuild
 */
public class TrailingBuild {
    public static void main(String[] args) {

    }
}
