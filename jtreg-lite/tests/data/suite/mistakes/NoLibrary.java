/*
 * @test
 * @library /nowhere
 */
public class NoLibrary {
    public static void main(String[] args) {

    }
}
