// javac: --add-exports java.base/jdk.internal.misc=ALL-UNNAMED
// vm: --add-exports java.base/jdk.internal.misc=ALL-UNNAMED
// The VM-facing Unsafe: unaligned access, all orderings, sub-word compare-and-exchange, uninitialised arrays.

import jdk.internal.misc.Unsafe;

public class InternalUnsafe {
    byte b;
    short s;
    char c;
    boolean z;
    float f;
    double d;
    int i;
    long l;
    Object o;

    public static void main(String[] a) throws Exception {
        Unsafe u = Unsafe.getUnsafe();
        InternalUnsafe t = new InternalUnsafe();
        Class<?> k = InternalUnsafe.class;
        long b = u.objectFieldOffset(k, "b"), s = u.objectFieldOffset(k, "s"), c = u.objectFieldOffset(k, "c"), z = u.objectFieldOffset(k,
                "z"), f = u.objectFieldOffset(k, "f"), d = u.objectFieldOffset(k, "d"), i = u.objectFieldOffset(k, "i"), l = u.objectFieldOffset(k,
                "l"), o = u.objectFieldOffset(k, "o");
        System.out.println(u.compareAndSetByte(t, b, (byte) 0, (byte) -7) + "" + u.compareAndExchangeByte(t, b, (byte) -7, (byte) 8)
                + t.b + u.compareAndSetShort(t, s, (short) 0, (short) -300) + u.compareAndExchangeShort(t, s, (short) 1, (short) 2)
                + t.s + u.compareAndSetChar(t, c, '\0', 'q') + t.c + u.compareAndSetBoolean(t, z, false, true) + t.z + u.compareAndSetFloat(t,
                f, 0f, 2.5f) + t.f + u.compareAndSetDouble(t, d, 0, -1.5) + t.d + u.compareAndExchangeInt(t, i, 0, 3) + u.compareAndExchangeLongAcquire(t,
                l, 0, 4) + u.compareAndExchangeReferenceRelease(t, o, null, "x") + t.i + t.l + t.o);
        System.out.println(u.weakCompareAndSetInt(t, i, 99, 1) + "" + u.getAndAddByte(t, b, (byte) 120) + t.b + u.getAndAddShort(t,
                s, (short) 5) + t.s + u.getAndBitwiseOrInt(t, i, 12) + t.i + u.getAndBitwiseXorLong(t, l, -1) + t.l + u.getAndSetFloat(t,
                f, 9f) + u.getAndAddDouble(t, d, 2) + t.d);
        byte[] arr = new byte[32];
        for (int q = 0; q < 32; q++) arr[q] = (byte) (q * 11);
        long base = Unsafe.ARRAY_BYTE_BASE_OFFSET;
        for (int q = 0; q < 5; q++) System.out.println(Long.toHexString(u.getLongUnaligned(arr, base + q)) + " " + Integer.toHexString(u.getIntUnaligned(arr,
                base + q, true)) + " " + u.getShortUnaligned(arr, base + q) + (int) u.getCharUnaligned(arr, base + q));
        u.putLongUnaligned(arr, base + 3, 0x0102030405060708L);
        u.putIntUnaligned(arr, base + 13, 0x0a0b0c0d, true);
        System.out.println(java.util.Arrays.toString(arr));
        System.out.println(((byte[]) u.allocateUninitializedArray(byte.class, 100)).length + ((long[]) u.allocateUninitializedArray(long.class,
                3)).length);
        long m = u.allocateMemory(100);
        u.setMemory(m, 100, (byte) 0);
        System.out.println(u.getLong(m + 92) + " " + u.isBigEndian() + u.unalignedAccess());
        u.copySwapMemory(arr, base, null, m, 16, 4);
        System.out.println(Integer.toHexString(u.getInt(m)));
        u.freeMemory(m);
        System.out.println(u.getReferenceAcquire(t, o) + "" + u.getIntOpaque(t, i));
        u.putReferenceRelease(t, o, "rel");
        u.putIntOpaque(t, i, 5);
        System.out.println(t.o + "" + t.i);
    }
}
