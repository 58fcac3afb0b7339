/*
 * @test
 * @library /lib
 * @build jtreg.SkippedException
 * @run main Skip
 */
public class Skip {
    public static void main(String[] args) {
        throw new jtreg.SkippedException("nothing to test here");
    }
}
