/*
 * @test
 * @modules no.such.module
 */
public class Missing {
    public static void main(String[] args) {

    }
}
