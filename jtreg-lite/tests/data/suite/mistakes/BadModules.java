/*
 * @test
 * @modules java.base/x:frob
 */
public class BadModules {
    public static void main(String[] args) {

    }
}
