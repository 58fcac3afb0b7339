/*
 * @test
 * @summary Much garbage goes through a small heap; what lives is lost neither then nor when memory runs out.
 * @run main/othervm -Xmx24m SmallHeap
 */

import java.util.ArrayList;
import java.util.List;

public class SmallHeap {
    public static void main(String[] args) {
        List<long[]> kept = new ArrayList<>();
        for (int i = 0; i < 64; i++) {
            long[] part = new long[1024];
            part[i] = i;
            kept.add(part);
        }
        long sum = 0;
        for (int i = 0; i < 200_000; i++) {
            byte[] garbage = new byte[1024 + i % 512];
            garbage[i % 1024] = 1;
            sum += garbage.length;
        }
        for (int round = 0; round < 3; round++) {
            try {
                List<byte[]> hoard = new ArrayList<>();
                while (true) {
                    hoard.add(new byte[1 << 20]);
                }
            } catch (OutOfMemoryError expected) {
                System.out.println(expected.getMessage());
            }
        }
        for (int i = 0; i < kept.size(); i++) {
            if (kept.get(i)[i] != i) {
                throw new AssertionError("part " + i + " is damaged");
            }
        }
        System.out.println(sum);
    }
}
