// Integer and long arithmetic at the edges.

public class IntArithmetic {
    static final int[] I = {0, 1, -1, 2, -2, 7, -7, 31, 32, 33, 127, 128, -128, -129, 255, 256, 32767, 32768, -32768, 65535, 65536,
            Integer.MAX_VALUE, Integer.MIN_VALUE, Integer.MAX_VALUE - 1, Integer.MIN_VALUE + 1, 0x55555555, 0xAAAAAAAA, 123456789};
    static final long[] L = {0, 1, -1, 2, -2, 63, 64, 65, -64, 1L << 31, 1L << 32, (1L << 32) - 1, -(1L << 32), Long.MAX_VALUE, Long.MIN_VALUE,
            Long.MAX_VALUE - 1, Long.MIN_VALUE + 1, 0x5555555555555555L, 0xAAAAAAAAAAAAAAAAL, 1234567890123456789L};

    public static void main(String[] args) {
        for (int a : I) {
            StringBuilder s = new StringBuilder();
            for (int b : I) {
                s.append(a + b).append(' ').append(a - b).append(' ').append(a * b).append(' ');
                try { s.append(a / b).append(' ').append(a % b).append(' '); } catch (ArithmeticException e) {
                    s.append(e.getMessage()).append(' ');
                }
                s.append(a << b).append(' ').append(a >> b).append(' ').append(a >>> b).append(' ');
                s.append(a & b).append(' ').append(a | b).append(' ').append(a ^ b).append(' ');
                s.append(a < b).append(a <= b).append(a > b).append(a >= b).append(a == b).append(a != b).append(';');
            }
            System.out.println(a + " " + s.toString().hashCode() + " " + (-a) + " " + (~a) + " " + (byte) a + " " + (short) a + " "
                    + (int) (char) a + " " + (long) a);
            if (a == 7 || a == Integer.MIN_VALUE) System.out.println(s);
        }
        for (long a : L) {
            StringBuilder s = new StringBuilder();
            for (long b : L) {
                s.append(a + b).append(' ').append(a - b).append(' ').append(a * b).append(' ');
                try { s.append(a / b).append(' ').append(a % b).append(' '); } catch (ArithmeticException e) {
                    s.append(e.getMessage()).append(' ');
                }
                s.append(a << b).append(' ').append(a >> b).append(' ').append(a >>> b).append(' ');
                s.append(a << (int) b).append(' ').append(a >> (int) b).append(' ').append(a >>> (int) b).append(' ');
                s.append(a & b).append(' ').append(a | b).append(' ').append(a ^ b).append(' ').append(Long.compare(a, b)).append(' ');
                s.append(a < b).append(a <= b).append(a > b).append(a >= b).append(a == b).append(a != b).append(';');
            }
            System.out.println(a + " " + s.toString().hashCode() + " " + (-a) + " " + (~a) + " " + (int) a + " " + (byte) a + " " +
                    (short) a);
            if (a == -1) System.out.println(s);
        }
        byte b = 127;
        b++;
        System.out.println(b);
        b += 200;
        System.out.println(b);
        b >>>= 1;
        System.out.println(b);
        short sh = -1;
        sh >>>= 10;
        System.out.println(sh);
        sh *= 3.7;
        System.out.println(sh);
        char c = 'a';
        c += 1;
        System.out.println(c);
        c--;
        System.out.println((int) c);
        c *= 1000;
        System.out.println((int) c);
        int i = 5;
        i += 3.99;
        System.out.println(i);
        i = i++ + ++i;
        System.out.println(i);
        long l = 1;
        l <<= 65;
        System.out.println(l);
        i = 10;
        i -= 1e20;
        System.out.println(i);
        System.out.println(Math.floorMod(-7, 3) + " " + Math.floorDiv(-7, 3) + " " + Math.floorMod(-7L, 3L) + " " + Math.abs(Integer.MIN_VALUE));
        System.out.println(Math.multiplyHigh(Long.MAX_VALUE, Long.MIN_VALUE) + " " + Integer.toUnsignedString(-1) + " " + Integer.divideUnsigned(-1,
                7) + " " + Long.remainderUnsigned(-1, 7) + " " + Long.divideUnsigned(-5, 3));
        for (String op : new String[] {"add", "sub", "mul", "neg", "toInt", "inc", "absExact"}) {
            try {
                switch (op) {
                    case "add": Math.addExact(Integer.MAX_VALUE, 1);
                    break;
                    case "sub": Math.subtractExact(Long.MIN_VALUE, 1L);
                    break;
                    case "mul": Math.multiplyExact(1L << 40, 1L << 40);
                    break;
                    case "neg": Math.negateExact(Integer.MIN_VALUE);
                    break;
                    case "toInt": Math.toIntExact(1L << 40);
                    break;
                    case "inc": Math.incrementExact(Integer.MAX_VALUE);
                    break;
                    default: Math.absExact(Integer.MIN_VALUE);
                }
                System.out.println("no");
            } catch (ArithmeticException e) { System.out.println(op + ": " + e.getMessage()); }
        }
        for (int v : I) System.out.print(Integer.bitCount(v) + "," + Integer.numberOfLeadingZeros(v) + "," + Integer.numberOfTrailingZeros(v)
                + "," + Integer.reverse(v) + "," + Integer.reverseBytes(v) + "," + Integer.highestOneBit(v) + "," + Integer.rotateLeft(v,
                5) + "," + Integer.toHexString(v) + "," + Integer.toString(v, 36) + " ");
        System.out.println();
        for (long v : L) System.out.print(Long.bitCount(v) + "," + Long.numberOfLeadingZeros(v) + "," + Long.numberOfTrailingZeros(v)
                + "," + Long.reverse(v) + "," + Long.reverseBytes(v) + "," + Long.rotateRight(v, 5) + "," + Long.toBinaryString(v).length()
                + "," + Long.toOctalString(v) + " ");
        System.out.println();
    }
}
