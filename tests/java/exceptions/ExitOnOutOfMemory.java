// vm: -Xmx32m -XX:+ExitOnOutOfMemoryError
// exit: 3
// The process ends at once: no handler and no shutdown hook runs. An error that the class library throws does not count.
public class ExitOnOutOfMemory {
    static Object sink;

    public static void main(String[] args) {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> System.out.println("not reached: hook")));
        try {
            java.nio.ByteBuffer.allocateDirect(1 << 30);
        } catch (OutOfMemoryError e) {
            System.out.println("thrown by the class library");
        }
        try {
            throw new OutOfMemoryError("mine");
        } catch (OutOfMemoryError e) {
            System.out.println(e.getMessage());
        }
        try {
            sink = new byte[50 << 20];
        } catch (OutOfMemoryError e) {
            System.out.println("not reached: handler");
        } finally {
            System.out.println("not reached: finally");
        }
    }
}
