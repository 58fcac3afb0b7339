/*
 * @test
 * @summary A class that was removed is compiled again.
 * @build Cleaned
 * @clean Cleaned
 * @run main Cleaned
 */
public class Cleaned {
    public static void main(String[] args) {
        System.out.println("compiled twice");
    }
}
