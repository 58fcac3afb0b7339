/*
 * @test
 * @summary What a test changes in its VM is gone in the next one.
 * @run main State
 * @run main State
 */
import java.util.Locale;

public class State {
    public static void main(String[] args) {
        if (System.getProperty("state.changed") != null || !Locale.getDefault().equals(new Locale("en"))
                && Locale.getDefault().getLanguage().equals("xx")) {
            throw new AssertionError("changed by an earlier run");
        }
        System.setProperty("state.changed", "true");
        Locale.setDefault(new Locale("xx"));
        System.setOut(null);
    }
}
