package java.util;

public class AddedByTest {
    public static String secret() {
        return "within " + AddedByTest.class.getPackageName();
    }
}
