/** Longs, shifts and bit tricks: xorshift, popcount, CRC by table, a sieve of words. */
public class Bits {
    public static void main(String[] args) {
        long x = 88172645463325252L;
        long sum = 0;
        int[] table = new int[256];
        for (int i = 0; i < 256; i++) {
            int c = i;
            for (int k = 0; k < 8; k++) c = (c & 1) != 0 ? 0xEDB88320 ^ (c >>> 1) : c >>> 1;
            table[i] = c;
        }
        int crc = -1;
        for (int i = 0; i < 8_000_000; i++) {
            x ^= x << 13;
            x ^= x >>> 7;
            x ^= x << 17;
            long v = x - ((x >>> 1) & 0x5555555555555555L);
            v = (v & 0x3333333333333333L) + ((v >>> 2) & 0x3333333333333333L);
            sum += (((v + (v >>> 4)) & 0x0F0F0F0F0F0F0F0FL) * 0x0101010101010101L) >>> 56;
            crc = table[(crc ^ (int) x) & 255] ^ (crc >>> 8);
            sum = sum * 3 + (x >> (i & 63)) + Long.rotateLeft(sum, 7);
        }
        System.out.println("Bits " + sum + " " + crc);
    }
}
