/*
 * @test
 * @summary Stack overflow is recovered from again and again; a larger stack holds more frames.
 * @run main/othervm -Xss512k StackSizes
 * @run main/othervm -Xss4m StackSizes
 */
public class StackSizes {
    private static int depth;

    private static void recurse() {
        depth++;
        recurse();
    }

    private static int measure(long size) throws InterruptedException {
        int[] result = new int[1];
        Thread thread = new Thread(null, () -> {
            depth = 0;
            try {
                recurse();
            } catch (StackOverflowError expected) {
                result[0] = depth;
            }
        }, "measure", size);
        thread.start();
        thread.join();
        return result[0];
    }

    public static void main(String[] args) throws InterruptedException {
        for (int i = 0; i < 20; i++) {
            try {
                recurse();
                throw new AssertionError("no overflow");
            } catch (StackOverflowError expected) {
                if (expected.getStackTrace().length != 1024) {
                    throw new AssertionError("frames: " + expected.getStackTrace().length);
                }
            }
        }
        int small = measure(512 << 10);
        int large = measure(16 << 20);
        if (small < 100 || large < 4 * small) {
            throw new AssertionError(small + " and " + large + " frames");
        }
    }
}
