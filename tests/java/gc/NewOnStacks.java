// vm: -Xmx64m -XX:NewSize=1m -XX:MaxNewSize=1m -XX:CompileThresholdScaling=0.02
import java.util.ArrayDeque;

/** Objects that no collection has seen yet and that only frames refer to: of all sizes, deep in recursions, on threads that come and go. */
public class NewOnStacks {
    static final class Node {
        final int number;
        final Object[] others;
        final byte[] bytes;

        Node(int number, int size) {
            this.number = number;
            others = new Object[] {this, Integer.valueOf(number)};
            bytes = new byte[size];
            if (size > 0) {
                bytes[size - 1] = (byte) number;
            }
        }

        int check() {
            if (others[0] != this || (Integer) others[1] != number || bytes.length > 0 && bytes[bytes.length - 1] != (byte) number) {
                throw new AssertionError("node " + number);
            }
            return number;
        }
    }

    static volatile Object sink;

    static int recurse(int depth, int seed) {
        Node node = new Node(seed, depth % 7 == 0 ? 600 : depth % 50);
        long[] between = new long[1 + seed % 300];
        between[between.length - 1] = seed;
        int below = depth == 0 ? garbage(seed) : recurse(depth - 1, seed * 31 + depth & 0xffff);
        if (between[between.length - 1] != seed) {
            throw new AssertionError("array " + seed);
        }
        return node.check() + below & 0xffffff;
    }

    static int garbage(int seed) {
        for (int i = 0; i < 4000; i++) {
            sink = new byte[seed + i & 0x3ff];
        }
        return 0;
    }

    /** What a thread hands on lies in a buffer that nobody bumps any more when the thread is gone. */
    static int handOn(int number) throws InterruptedException {
        Node[] made = new Node[1];
        Thread maker = new Thread(() -> made[0] = new Node(number, 100));
        maker.start();
        maker.join();
        Node node = made[0];
        made[0] = null;
        garbage(number);
        return node.check();
    }

    public static void main(String[] args) throws Exception {
        var results = new int[4];
        var threads = new ArrayDeque<Thread>();
        for (int t = 0; t < results.length; t++) {
            int own = t;
            Thread thread = new Thread(() -> {
                for (int round = 0; round < 60; round++) {
                    results[own] = results[own] * 17 + recurse(100, own + round);
                }
            });
            thread.start();
            threads.add(thread);
        }
        int sum = 0;
        for (int i = 0; i < 100; i++) {
            sum += handOn(i);
        }
        for (Thread thread : threads) {
            thread.join();
        }
        for (int result : results) {
            System.out.println(result);
        }
        System.out.println(sum);
    }
}
