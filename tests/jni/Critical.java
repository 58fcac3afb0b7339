// Critical natives: static methods of primitive values and arrays are called by their JavaCritical_ functions, others by the ordinary ones.
// vm: -Xcomp -XX:+CriticalJNINatives

public class Critical {
    static native long mixed(byte b, int[] ints, long l, float f, double[] doubles, double d, boolean[] flags, char c);
    static native int sum(byte[] bytes);
    static native int overloaded(int i);
    static native int overloaded(int[] i);
    static native void fill(long[] to, long value);
    static native short narrow(short[] s);
    static native double floating(float[] f, double d);
    static native int withObject(String s);
    static native int nested(int[][] a);
    static native int[] array(int n);
    static synchronized native int locked(int i);
    native int instance(int i);
    static native int alone(int i);

    public static void main(String[] args) {
        System.loadLibrary("Critical");
        for (int i = 0; i < 3; i++) {
            System.out.println(mixed((byte) -3, new int[] {1, 2, 3}, 1L << 40, 2.5f, new double[] {0.5}, -7.25, new boolean[] {true, false}, 'x'));
            System.out.println(mixed((byte) 3, null, -1, 0, new double[0], 1, null, 'y'));
            byte[] bytes = new byte[100_000];
            for (int k = 0; k < bytes.length; k++) {
                bytes[k] = (byte) k;
            }
            System.out.println(sum(bytes) + " " + sum(new byte[0]) + " " + sum(null));
            System.out.println(overloaded(5) + " " + overloaded(new int[] {7}));
            long[] filled = new long[3];
            fill(filled, -9);
            System.out.println(java.util.Arrays.toString(filled));
            System.out.println(narrow(new short[] {-1, 3}) + " " + floating(new float[] {1.5f, 2.5f}, 0.25));
            System.out.println(withObject("s") + " " + nested(new int[2][2]) + " " + (array(3) == null));
            System.out.println(locked(1) + " " + new Critical().instance(1) + " " + alone(1));
        }
    }
}
