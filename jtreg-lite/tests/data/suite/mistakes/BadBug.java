/*
 * @test
 * @bug 12
 */
public class BadBug {
    public static void main(String[] args) {

    }
}
