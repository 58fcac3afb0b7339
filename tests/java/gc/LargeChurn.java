// vm: -Xmx256m
// timeout: 120
// A hundred heaps of large arrays of random sizes, some of them kept for a while.

import java.util.Random;

public class LargeChurn {
    public static void main(String[] args) {
        Random random = new Random(42);
        byte[][] window = new byte[8][];
        long allocated = 0;
        while (allocated < 100L * (256 << 20)) {
            int base = (20 << 10) << random.nextInt(10);
            byte[] array = new byte[base + random.nextInt(base)];
            allocated += array.length;
            array[array.length - 1] = 1;
            window[random.nextInt(8)] = array;
        }
        int kept = 0;
        for (byte[] array : window) kept += array[array.length - 1];
        System.out.println(kept);
    }
}
