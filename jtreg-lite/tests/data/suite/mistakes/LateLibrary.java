/*
 * @test
 * @run main LateLibrary
 * @library /lib
 */
public class LateLibrary {
    public static void main(String[] args) {

    }
}
