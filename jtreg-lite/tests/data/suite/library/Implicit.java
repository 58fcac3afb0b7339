/*
 * @test
 * @library /lib
 */
public class Implicit {
    public static void main(String[] args) {
        System.out.println(util.Helper.help());
    }
}
