// Starts and sleeps: for signals at any moment of the start.

public class Sleeper {
    public static void main(String[] args) throws Exception {
        System.out.println("ready");
        Thread.sleep(1_000_000);
    }
}
