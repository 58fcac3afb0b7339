// Arrays of every type (elements, regions, critical), object arrays, strings in both encodings, direct buffers.

import java.nio.*;

public class ArraysStrings {
    static native void arrays(boolean[] z, byte[] b, char[] c, short[] s, int[] i, long[] l, float[] f, double[] d);
    static native Object[] objects(Object[] o);
    static native void strings(String[] s);
    static native Object buffers(ByteBuffer direct, ByteBuffer heap, IntBuffer ints);
    static native int[] make(int n);

    public static void main(String[] a) {
        System.loadLibrary("ArraysStrings");
        boolean[] z = {true, false, true};
        byte[] b = {1, 2, 3};
        char[] c = {'a', 'b', 'c'};
        short[] s = {1, 2, 3};
        int[] i = {1, 2, 3};
        long[] l = {1, 2, 3};
        float[] f = {1, 2, 3};
        double[] d = {1, 2, 3};
        arrays(z, b, c, s, i, l, f, d);
        System.out.println(java.util.Arrays.toString(z) + java.util.Arrays.toString(b) + java.util.Arrays.toString(c) + java.util.Arrays.toString(s)
                + java.util.Arrays.toString(i) + java.util.Arrays.toString(l) + java.util.Arrays.toString(f) + java.util.Arrays.toString(d));
        String[] o = {"x", null, "z"};
        System.out.println(java.util.Arrays.deepToString(objects(o)) + java.util.Arrays.toString(o));
        strings(new String[] {"", "ascii", "\u00e9\u4e2d\u0000\ud83d\ude00", "\ud800 lone", "long ".repeat(2000)});
        ByteBuffer db = ByteBuffer.allocateDirect(16).order(ByteOrder.nativeOrder());
        Object r = buffers(db, ByteBuffer.allocate(4), db.asIntBuffer());
        System.out.println(db.getInt(4) + " " + ((ByteBuffer) r).capacity() + ((ByteBuffer) r).order() + ((ByteBuffer) r).get(1) + ((ByteBuffer) r).isDirect());
        System.out.println(make(1000)[999]);
    }
}
