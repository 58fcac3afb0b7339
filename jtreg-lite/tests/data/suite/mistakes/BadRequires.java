/*
 * @test
 * @requires os.family = "linux"
 */
public class BadRequires {
    public static void main(String[] args) {

    }
}
