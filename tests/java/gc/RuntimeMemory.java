// vm: -Xmx96m -Xms16m
// What Runtime says of memory.

public class RuntimeMemory {
    public static void main(String[] a) {
        Runtime r = Runtime.getRuntime();
        System.out.println((r.maxMemory() <= 96L << 20 && r.maxMemory() > 80L << 20) + " " + (r.totalMemory() <= r.maxMemory()) + (r.freeMemory() >
                0) + (r.availableProcessors() > 0));
        byte[] b = new byte[20 << 20];
        System.out.println(r.totalMemory() - r.freeMemory() >= 20 << 20);
        b = null;
        System.gc();
        System.out.println(r.totalMemory() - r.freeMemory() < 15 << 20);
        r.gc();
        System.runFinalization();
    }
}
