/*
 * @test
 * @run main/manual Manual
 */
public class Manual {
    public static void main(String[] args) {

    }
}
