/*
 * @test
 */
public class NotBuilt {
    public static void main(String[] args) throws ClassNotFoundException {
        Class.forName("util.Reflective");
    }
}
