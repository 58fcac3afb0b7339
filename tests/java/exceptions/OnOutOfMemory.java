// vm: -Xmx32m -XX:OnOutOfMemoryError=echo$IFS"one$IFS"%%;;echo${IFS}two;exit${IFS}3;
// The user's commands run at the first error only; a semicolon separates them.
public class OnOutOfMemory {
    static Object sink;

    public static void main(String[] args) {
        for (int i = 0; i < 3; i++) {
            try {
                sink = new long[Integer.MAX_VALUE];
            } catch (OutOfMemoryError e) {
                System.out.println(e.getMessage());
            }
            try {
                sink = new byte[50 << 20];
            } catch (OutOfMemoryError e) {
                System.out.println(e.getMessage());
            }
        }
    }
}
