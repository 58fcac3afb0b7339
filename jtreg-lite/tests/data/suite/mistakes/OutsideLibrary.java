/*
 * @test
 * @library ../../outside
 */
public class OutsideLibrary {
    public static void main(String[] args) {

    }
}
