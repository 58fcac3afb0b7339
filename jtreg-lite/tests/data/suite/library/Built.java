/*
 * @test
 * @library ../lib
 * @build util.*
 * @run main Built
 */
public class Built {
    public static void main(String[] args) throws ClassNotFoundException {
        Class.forName("util.Reflective");
    }
}
