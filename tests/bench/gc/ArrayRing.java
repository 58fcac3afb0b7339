// live: 36
/** Arrays of 1 KB to 256 KB, of which a few hundred live at a time and are replaced in random order. */
public final class ArrayRing {
    public static void main(String[] args) {
        Object[] ring = new Object[2048];
        int random = 99;
        long sum = 0;
        for (int i = 0; i < 250_000; i++) {
            random = random * 1103515245 + 12345;
            int slot = (random >>> 16) & 2047;
            int bytes = 1024 << ((random >>> 10) & 7);
            if ((i & 15) != 0) {
                bytes = Math.min(bytes, 16 << 10);
            } else {
                bytes *= 2;
            }
            if ((i & 1) == 0) {
                byte[] array = new byte[bytes];
                array[i % bytes] = 1;
                ring[slot] = array;
            } else {
                Object[] array = new Object[bytes / 8];
                array[0] = ring[(slot + 1) & 2047] instanceof byte[] b ? b : null;
                ring[slot] = array;
            }
        }
        for (Object o : ring) {
            sum += o instanceof byte[] b ? b.length : ((Object[]) o).length;
        }
        System.out.println(sum);
    }
}
