package own;

public class Main {
    public static void main(String[] args) {
        if (!"own.module".equals(Main.class.getModule().getName())) {
            throw new AssertionError(Main.class.getModule());
        }
    }
}
