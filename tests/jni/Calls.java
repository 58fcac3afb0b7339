// Every Call family with every result type, in variadic, va_list and array form; constructors and fields.

public class Calls {
    boolean z = true;
    byte b = -1;
    char c = 'c';
    short s = -2;
    int i = 3;
    long l = 1L << 40;
    float f = 1.5f;
    double d = -2.25;
    Object o = "obj";
    static boolean sz = true;
    static byte sb = -3;
    static char sc = 'd';
    static short ss = -4;
    static int si = 5;
    static long sl = 1L << 41;
    static float sf = 2.5f;
    static double sd = -3.25;
    static Object so = "sobj";
    boolean mz(boolean z, byte b, char c, short s, int i, long l, float f, double d, Object o) { return !z; }
    byte mb(boolean z, byte b, char c, short s, int i, long l, float f, double d, Object o) { return (byte) (b + 1); }
    char mc(boolean z, byte b, char c, short s, int i, long l, float f, double d, Object o) { return (char) (c + 1); }
    short ms(boolean z, byte b, char c, short s, int i, long l, float f, double d, Object o) { return (short) (s + 1); }
    int mi(boolean z, byte b, char c, short s, int i, long l, float f, double d, Object o) { return i + 1; }
    long ml(boolean z, byte b, char c, short s, int i, long l, float f, double d, Object o) { return l + 1; }
    float mf(boolean z, byte b, char c, short s, int i, long l, float f, double d, Object o) { return f + 1; }
    double md(boolean z, byte b, char c, short s, int i, long l, float f, double d, Object o) { return d + 1; }

    Object mo(boolean z, byte b, char c, short s, int i, long l, float f, double d, Object o) {
        return "" + z + b + c + s + i + l + f + d + o;
    }

    void mv(boolean z, byte b, char c, short s, int i, long l, float f, double d, Object o) { this.o = "set by mv " + i; }
    static boolean tz(boolean z, byte b, char c, short s, int i, long l, float f, double d, Object o) { return !z; }
    static byte tb(boolean z, byte b, char c, short s, int i, long l, float f, double d, Object o) { return (byte) (b + 2); }
    static char tc(boolean z, byte b, char c, short s, int i, long l, float f, double d, Object o) { return (char) (c + 2); }
    static short ts(boolean z, byte b, char c, short s, int i, long l, float f, double d, Object o) { return (short) (s + 2); }
    static int ti(boolean z, byte b, char c, short s, int i, long l, float f, double d, Object o) { return i + 2; }
    static long tl(boolean z, byte b, char c, short s, int i, long l, float f, double d, Object o) { return l + 2; }
    static float tf(boolean z, byte b, char c, short s, int i, long l, float f, double d, Object o) { return f + 2; }
    static double td(boolean z, byte b, char c, short s, int i, long l, float f, double d, Object o) { return d + 2; }

    static Object to(boolean z, byte b, char c, short s, int i, long l, float f, double d, Object o) {
        return "static" + z + b + c + s + i + l + f + d + o;
    }

    static void tv(boolean z, byte b, char c, short s, int i, long l, float f, double d, Object o) { so = "set by tv " + i; }
    Calls() { }

    Calls(int i, double d, String s, long l) {
        this.i = i;
        this.d = d;
        this.o = s;
        this.l = l;
    }

    static class Sub extends Calls {
        @Override int mi(boolean z, byte b, char c, short s, int i, long l, float f, double d, Object o) { return -i; }
    }

    native void run(Calls sub);
    static native String many(boolean z, byte b, char c, short s, int i, long l, float f, double d, Object o, int i2, long l2, float f2,
            double d2, float f3, double d3, float f4, double d4, float f5, double d5, int i3, byte b2, boolean z2);
    static native boolean nz(boolean v);
    static native byte nb(byte v);
    static native char nc(char v);
    static native short ns(short v);
    static native int ni(int v);
    static native long nl(long v);
    static native float nf(float v);
    static native double nd(double v);
    native synchronized Object no(Object v);

    public static void main(String[] a) {
        System.loadLibrary("Calls");
        Calls c = new Calls();
        c.run(new Sub());
        System.out.println(c.z + " " + c.b + " " + c.c + " " + c.s + " " + c.i + " " + c.l + " " + c.f + " " + c.d + " " + c.o + " "
                + sz + sb + sc + ss + si + sl + sf + sd + so);
        System.out.println(many(true, (byte) -1, '\u20ac', (short) -300, -4, -5L, 6.5f, 7.5, "obj", 8, 9L, 10.5f, 11.5, 12.5f, 13.5,
                14.5f, 15.5, 16.5f, 17.5, 18, (byte) 19, true));
        System.out.println(nz(true) + " " + nb((byte) 127) + " " + nc('z') + " " + ns((short) 32767) + " " + ni(Integer.MAX_VALUE) +
                " " + nl(Long.MAX_VALUE) + " " + nf(1e10f) + " " + nd(-0.5) + " " + c.no(c).equals(c) + Thread.holdsLock(c));
        try { missing(3); } catch (UnsatisfiedLinkError e) { System.out.println(e.getMessage()); }
    }

    static native int missing(int x);
}
