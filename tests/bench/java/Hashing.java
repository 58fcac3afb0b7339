/** Hashing: SHA-256 by hand, an open-addressing table, the library's MD5. */
import java.security.MessageDigest;

public class Hashing {
    static final int[] K = new int[64];

    static {
        for (int i = 0, p = 2; i < 64; p++) {
            boolean prime = true;
            for (int d = 2; d * d <= p; d++) if (p % d == 0) prime = false;
            if (prime) K[i++] = (int) (long) ((Math.cbrt(p) % 1) * (1L << 32));
        }
    }

    static void block(int[] h, int[] w) {
        for (int i = 16; i < 64; i++) {
            int s0 = Integer.rotateRight(w[i - 15], 7) ^ Integer.rotateRight(w[i - 15], 18) ^ w[i - 15] >>> 3;
            int s1 = Integer.rotateRight(w[i - 2], 17) ^ Integer.rotateRight(w[i - 2], 19) ^ w[i - 2] >>> 10;
            w[i] = w[i - 16] + s0 + w[i - 7] + s1;
        }
        int a = h[0], b = h[1], c = h[2], d = h[3], e = h[4], f = h[5], g = h[6], x = h[7];
        for (int i = 0; i < 64; i++) {
            int t1 = x + (Integer.rotateRight(e, 6) ^ Integer.rotateRight(e, 11) ^ Integer.rotateRight(e, 25)) + (e & f ^ ~e & g) + K[i] + w[i];
            int t2 = (Integer.rotateRight(a, 2) ^ Integer.rotateRight(a, 13) ^ Integer.rotateRight(a, 22)) + (a & b ^ a & c ^ b & c);
            x = g;
            g = f;
            f = e;
            e = d + t1;
            d = c;
            c = b;
            b = a;
            a = t1 + t2;
        }
        h[0] += a;
        h[1] += b;
        h[2] += c;
        h[3] += d;
        h[4] += e;
        h[5] += f;
        h[6] += g;
        h[7] += x;
    }

    public static void main(String[] args) throws Exception {
        int[] h = {1, 2, 3, 4, 5, 6, 7, 8};
        int[] w = new int[64];
        for (int i = 0; i < 16000; i++) {
            w[i & 15] = h[i & 7];
            block(h, w);
        }
        long[] keys = new long[1 << 15];
        int found = 0;
        for (long i = 1; i < 1_500_000; i++) {
            long key = i * 0x9E3779B97F4A7C15L % 10007;
            int at = (int) (key * 31 >>> 3) & keys.length - 1;
            while (keys[at] != 0 && keys[at] != key) at = at + 1 & keys.length - 1;
            if (keys[at] == key) found++;
            keys[at] = key;
        }
        MessageDigest md = MessageDigest.getInstance("MD5");
        byte[] data = new byte[1000];
        for (int i = 0; i < 900; i++) {
            md.update(data);
            data[i % data.length] = (byte) i;
        }
        System.out.println("Hashing " + h[0] + " " + h[7] + " " + found + " " + md.digest()[3]);
    }
}
