// vm: -XX:-StackTraceInThrowable -Xmx32m
// Without stack traces, errors that the VM makes included.
public class NoStackTraces {
    static Object sink;

    static int recurse(int n) { return recurse(n + 1) + 1; }

    public static void main(String[] args) {
        Runnable[] actions = {
            () -> { throw new IllegalStateException("mine"); },
            () -> sink = new int[100 << 20],
            () -> recurse(0),
            () -> sink.toString(),
        };
        for (Runnable action : actions) {
            try {
                action.run();
            } catch (Throwable t) {
                System.out.println(t.getClass() + " " + t.getStackTrace().length);
            }
        }
    }
}
