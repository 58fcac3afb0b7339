// sun.misc.Unsafe through reflection: fields, arrays, memory, compare-and-set, allocation, parking.

import java.lang.reflect.*;
import sun.misc.Unsafe;

public class SunUnsafe {
    int i = 1;
    long l = 2;
    byte b = 3;
    short s = 4;
    char c = 'c';
    float f = 1.5f;
    double d = 2.5;
    boolean z = true;
    Object o = "o";
    static int si = 9;
    static Object so = "so";
    volatile int vi;
    final int fin = 7;

    static class NoCtor {
        int x = 5;
        NoCtor() { throw new RuntimeException(); }
    }

    static class Late {
        static { System.out.println("Late init"); }
        static int q = 3;
    }

    public static void main(String[] a) throws Throwable {
        Field uf = Unsafe.class.getDeclaredField("theUnsafe");
        uf.setAccessible(true);
        Unsafe u = (Unsafe) uf.get(null);
        SunUnsafe t = new SunUnsafe();
        long oi = off(u, "i"), ol = off(u, "l"), ob = off(u, "b"), os = off(u, "s"), oc = off(u, "c"), of = off(u, "f"), od = off(u,
                "d"), oz = off(u, "z"), oo = off(u, "o"), ov = off(u, "vi"), ofin = off(u, "fin");
        System.out.println(u.getInt(t, oi) + u.getLong(t, ol) + u.getByte(t, ob) + u.getShort(t, os) + "" + u.getChar(t, oc) + u.getFloat(t,
                of) + u.getDouble(t, od) + u.getBoolean(t, oz) + u.getObject(t, oo));
        u.putInt(t, oi, -1);
        u.putLong(t, ol, Long.MIN_VALUE);
        u.putByte(t, ob, (byte) -1);
        u.putShort(t, os, (short) -2);
        u.putChar(t, oc, 'z');
        u.putFloat(t, of, -0f);
        u.putDouble(t, od, Double.NaN);
        u.putBoolean(t, oz, false);
        u.putObject(t, oo, new int[] {1});
        u.putInt(t, ofin, 8);
        System.out.println(t.i + " " + t.l + t.b + t.s + t.c + t.f + t.d + t.z + ((int[]) t.o)[0] + u.getInt(t, ofin));
        System.out.println(u.compareAndSwapInt(t, oi, -1, 5) + " " + u.compareAndSwapInt(t, oi, -1, 6) + t.i + u.compareAndSwapLong(t,
                ol, Long.MIN_VALUE, 3) + u.compareAndSwapObject(t, oo, "no", null) + u.compareAndSwapObject(t, oo, t.o, "swapped") +
                t.o + u.getAndAddInt(t, oi, 10) + t.i + u.getAndSetLong(t, ol, 77L) + t.l + u.getAndSetObject(t, oo, null) + t.o + u.getAndSetInt(t,
                oi, 1) + u.getAndAddLong(t, ol, -7L));
        u.putIntVolatile(t, ov, 4);
        u.putOrderedInt(t, ov, 5);
        u.putOrderedLong(t, ol, 6L);
        u.putOrderedObject(t, oo, "ord");
        u.putObjectVolatile(t, oo, "vol");
        u.putLongVolatile(t, ol, 8L);
        System.out.println(u.getIntVolatile(t, ov) + " " + u.getLongVolatile(t, ol) + u.getObjectVolatile(t, oo) + u.getBooleanVolatile(t,
                oz) + u.getDoubleVolatile(t, od));
        Field fs = SunUnsafe.class.getDeclaredField("si"), fso = SunUnsafe.class.getDeclaredField("so");
        Object base = u.staticFieldBase(fs);
        System.out.println(u.getInt(base, u.staticFieldOffset(fs)) + "" + u.getObject(u.staticFieldBase(fso), u.staticFieldOffset(fso)));
        u.putObject(u.staticFieldBase(fso), u.staticFieldOffset(fso), "new");
        System.out.println(so);
        int[] ia = {1, 2, 3};
        long ib = u.arrayBaseOffset(int[].class), is = u.arrayIndexScale(int[].class);
        System.out.println(is + " " + u.getInt(ia, ib + is) + u.arrayIndexScale(byte[].class) + u.arrayIndexScale(long[].class) + u.arrayIndexScale(double[].class)
                + u.arrayIndexScale(boolean[].class) + u.arrayIndexScale(char[].class));
        u.putLong(ia, ib, 0x0000000500000006L);
        System.out.println(ia[0] + " " + ia[1]);
        String[] sa = {"x", "y"};
        long sb = u.arrayBaseOffset(String[].class);
        System.out.println(u.getObject(sa, sb + u.arrayIndexScale(String[].class)));
        long m = u.allocateMemory(64);
        u.setMemory(m, 64, (byte) 0x11);
        System.out.println(Integer.toHexString(u.getInt(m)) + Long.toHexString(u.getLong(m + 3)));
        u.putDouble(m + 8, 1.25);
        u.copyMemory(m, m + 32, 16);
        System.out.println(u.getDouble(m + 40));
        u.copyMemory(null, m, ia, ib, 8);
        System.out.println(Integer.toHexString(ia[0]));
        m = u.reallocateMemory(m, 4096);
        System.out.println(u.getDouble(m + 40) + " " + u.getByte(m));
        u.putAddress(m, m);
        System.out.println(u.getAddress(m) == m);
        u.freeMemory(m);
        System.out.println(u.addressSize() + " " + u.pageSize());
        NoCtor n = (NoCtor) u.allocateInstance(NoCtor.class);
        System.out.println(n.x);
        try { u.allocateInstance(Runnable.class); } catch (InstantiationException e) {
            System.out.println(e.getMessage());
        }
        System.out.println(u.shouldBeInitialized(Late.class));
        u.ensureClassInitialized(Late.class);
        System.out.println(u.shouldBeInitialized(Late.class));
        try { u.throwException(new java.io.IOException("thrown")); } catch (Exception e) {
            System.out.println(e);
        }
        u.loadFence();
        u.storeFence();
        u.fullFence();
        u.unpark(Thread.currentThread());
        u.park(false, 0);
        u.park(false, 1000000);
        u.park(true, 1);
        double[] load = new double[3];
        System.out.println(u.getLoadAverage(load, 1) <= 1);
        record R(int q) { }
        try { u.objectFieldOffset(R.class.getDeclaredField("q")); } catch (UnsupportedOperationException e) {
            System.out.println(e.getMessage().startsWith("can't get field offset on a record class"));
        }
        try { u.allocateMemory(-1); } catch (IllegalArgumentException | OutOfMemoryError e) {
            System.out.println(e.getClass().getSimpleName());
        }
    }

    static long off(Unsafe u, String n) throws Exception { return u.objectFieldOffset(SunUnsafe.class.getDeclaredField(n)); }
}
