/*
 * @test
 * @requires os.family == "windows"
 */
public class NotHere {
    public static void main(String[] args) {

    }
}
