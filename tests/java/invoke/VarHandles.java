// VarHandles: every access mode on fields, arrays and byte views.

import java.lang.invoke.*;
import java.nio.*;
import java.util.*;

public class VarHandles {
    int i = 1;
    long l = 2;
    byte b = 3;
    short s = 4;
    char c = 'c';
    float f = 1.5f;
    double d = 2.5;
    boolean z;
    String o = "o";
    final int fin = 9;
    static int si = 5;
    volatile long vl;
    static String so = "st";
    interface Body { Object run() throws Throwable; }

    static void t(String n, Body x) {
        try { System.out.println(n + ": " + x.run()); } catch (Throwable e) {
            System.out.println(n + " threw " + e.getClass().getName() + ": " + e.getMessage());
        }
    }

    static VarHandle f(String n, Class<?> c) throws Exception {
        return MethodHandles.lookup().findVarHandle(VarHandles.class, n, c);
    }

    public static void main(String[] args) throws Throwable {
        VarHandles h = new VarHandles();
        VarHandle I = f("i", int.class), L = f("l", long.class), B = f("b", byte.class), S = f("s", short.class), C = f("c", char.class),
                F = f("f", float.class), D = f("d", double.class), Z = f("z", boolean.class), O = f("o", String.class), FIN = f("fin",
                int.class), SI = MethodHandles.lookup().findStaticVarHandle(VarHandles.class, "si", int.class), VL = f("vl", long.class),
                SO = MethodHandles.lookup().findStaticVarHandle(VarHandles.class, "so", String.class);
        for (VarHandle v : new VarHandle[] {I, L, B, S, C, F, D, Z, O, FIN, SI}) {
            StringBuilder sb = new StringBuilder(v.varType() + " " + v.coordinateTypes() + " ");
            for (VarHandle.AccessMode m : VarHandle.AccessMode.values()) sb.append(v.isAccessModeSupported(m) ? v.accessModeType(m).toString()
                    : "-").append(' ');
            System.out.println(sb);
        }
        t("get", () -> (int) I.get(h) + (long) L.get(h) + (byte) B.get(h) + (short) S.get(h) + (char) C.get(h) + (float) F.get(h) +
                (double) D.get(h) + "" + (boolean) Z.get(h) + (String) O.get(h) + (int) FIN.get(h) + (int) SI.get());
        t("set", () -> {
            I.set(h, 10);
            L.setVolatile(h, 20L);
            B.setOpaque(h, (byte) 30);
            S.setRelease(h, (short) 40);
            C.set(h, 'q');
            F.setVolatile(h, 5f);
            D.setRelease(h, 6d);
            Z.set(h, true);
            O.setVolatile(h, "oo");
            SI.set(77);
            return h.i + h.l + h.b + h.s + "" + h.c + h.f + h.d + h.z + h.o + si;
        });
        t("set final", () -> {
            FIN.set(h, 1);
            return 0;
        });
        t("cas", () -> I.compareAndSet(h, 10, 11) + "" + I.compareAndSet(h, 10, 12) + h.i + L.compareAndSet(h, 20L, 21L) + B.compareAndSet(h,
                (byte) 30, (byte) 31) + S.compareAndSet(h, (short) 40, (short) 41) + C.compareAndSet(h, 'q', 'r') + F.compareAndSet(h,
                5f, 5.5f) + D.compareAndSet(h, 6d, 6.5) + Z.compareAndSet(h, true, false) + O.compareAndSet(h, h.o, "p") + O.compareAndSet(h,
                new String("p"), "x") + h.b + h.s + h.c + h.f + h.d + h.z + h.o);
        t("cae", () -> (int) I.compareAndExchange(h, 11, 12) + " " + (int) I.compareAndExchangeAcquire(h, 11, 13) + " " + (long) L.compareAndExchangeRelease(h,
                21L, 22L) + (byte) B.compareAndExchange(h, (byte) 31, (byte) 32) + (char) C.compareAndExchange(h, 'r', 's') + (String) O.compareAndExchange(h,
                "p", "pp") + (boolean) Z.compareAndExchange(h, false, true) + (float) F.compareAndExchange(h, 5.5f, 7f));
        t("weak", () -> {
            while (!I.weakCompareAndSet(h, 12, 14)) ;
            while (!L.weakCompareAndSetPlain(h, 22L, 23L)) ;
            while (!S.weakCompareAndSetAcquire(h, (short) 41, (short) 42)) ;
            while (!O.weakCompareAndSetRelease(h, "pp", "ww")) ;
            return h.i + " " + h.l + h.s + h.o;
        });
        t("gas", () -> (int) I.getAndSet(h, 100) + " " + (long) L.getAndSetAcquire(h, 200L) + (String) O.getAndSetRelease(h, "gas")
                + (byte) B.getAndSet(h, (byte) 99) + (boolean) Z.getAndSet(h, false) + (double) D.getAndSet(h, 8d));
        t("gaa", () -> (int) I.getAndAdd(h, 5) + " " + (long) L.getAndAddAcquire(h, -5L) + (byte) B.getAndAdd(h, (byte) 100) + (short) S.getAndAddRelease(h,
                (short) 1) + (char) C.getAndAdd(h, (char) 1) + (float) F.getAndAdd(h, 1f) + (double) D.getAndAdd(h, 1d) + " " + h.i
                + h.l + h.b + h.s + h.c + h.f + h.d);
        t("bits", () -> (int) I.getAndBitwiseOr(h, 0xf0) + " " + (int) I.getAndBitwiseAndAcquire(h, 0x3c) + " " + (long) L.getAndBitwiseXorRelease(h,
                -1L) + " " + (boolean) Z.getAndBitwiseOr(h, true) + (boolean) Z.getAndBitwiseXor(h, true) + (byte) B.getAndBitwiseAnd(h,
                (byte) 15) + " " + h.i + h.l + h.z + h.b);
        t("add on string", () -> (String) O.getAndAdd(h, "x"));
        t("add on boolean", () -> (boolean) Z.getAndAdd(h, true));
        t("bits on double", () -> (double) D.getAndBitwiseOr(h, 1d));
        t("wrong type", () -> {
            I.set(h, "s");
            return 0;
        });
        t("wrong receiver", () -> (int) I.get("s"));
        t("widen", () -> {
            L.set(h, 5);
            return (Object) L.get(h);
        });
        t("narrow", () -> (short) (int) I.get(h));
        t("null receiver", () -> (int) I.get((VarHandles) null));
        t("no receiver", () -> (int) I.get());
        t("exact", () -> (Object) I.withInvokeExactBehavior().get(h));
        t("exact2", () -> (int) I.withInvokeExactBehavior().get(h) + "" + I.hasInvokeExactBehavior());
        t("volatile", () -> {
            VL.setVolatile(h, 1L << 50);
            return (long) VL.getAcquire(h) + (long) VL.getOpaque(h) + (long) VL.getVolatile(h);
        });
        t("static", () -> (int) SI.getAndAdd(3) + "" + si + SI.compareAndSet(80, 81) + (String) SO.getAndSet("new") + so);
        VarHandle ia = MethodHandles.arrayElementVarHandle(int[].class), oa = MethodHandles.arrayElementVarHandle(String[].class),
                la = MethodHandles.arrayElementVarHandle(long[].class), ba = MethodHandles.arrayElementVarHandle(byte[].class), za =
                MethodHandles.arrayElementVarHandle(boolean[].class), da = MethodHandles.arrayElementVarHandle(double[].class), aa =
                MethodHandles.arrayElementVarHandle(int[][].class);
        int[] ar = {1, 2, 3};
        String[] os = {"a", null};
        t("array", () -> (int) ia.getAndAdd(ar, 1, 10) + Arrays.toString(ar) + ia.compareAndSet(ar, 2, 3, 33) + ia.compareAndSet(ar,
                2, 3, 34) + Arrays.toString(ar) + oa.compareAndSet(os, 1, null, "n") + (String) oa.getAndSet(os, 0, "z") + Arrays.toString(os)
                + (long) la.getAndAdd(new long[] {5}, 0, 2L) + (byte) ba.getAndBitwiseOr(new byte[] {1}, 0, (byte) 2) + ba.compareAndSet(new byte[]
                {1, 2, 3, 4, 5}, 3, (byte) 4, (byte) 9) + (boolean) za.getAndSet(new boolean[] {true}, 0, false) + (double) da.getVolatile(new double[]
                {1.25}, 0) + ((int[]) aa.get(new int[][] {{7}}, 0))[0]);
        t("bounds", () -> (int) ia.get(ar, 3));
        t("bounds neg", () -> (int) ia.getVolatile(ar, -1));
        t("null array", () -> (int) ia.get((int[]) null, 0));
        t("store check", () -> {
            MethodHandles.arrayElementVarHandle(Object[].class).set((Object[]) os, 0, (Object) 5);
            return 0;
        });
        t("not array", () -> MethodHandles.arrayElementVarHandle(String.class));
        byte[] by = new byte[32];
        for (int k = 0; k < 32; k++) by[k] = (byte) (k * 7);
        for (ByteOrder order : new ByteOrder[] {ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN}) {
            VarHandle vi = MethodHandles.byteArrayViewVarHandle(int[].class, order), vlg = MethodHandles.byteArrayViewVarHandle(long[].class,
                    order), vs = MethodHandles.byteArrayViewVarHandle(short[].class, order), vd = MethodHandles.byteArrayViewVarHandle(double[].class,
                    order), vc = MethodHandles.byteArrayViewVarHandle(char[].class, order), bi = MethodHandles.byteBufferViewVarHandle(int[].class,
                    order), bl = MethodHandles.byteBufferViewVarHandle(long[].class, order);
            t("view " + order, () -> Integer.toHexString((int) vi.get(by, 1)) + Long.toHexString((long) vlg.get(by, 3)) + (short) vs.get(by,
                    5) + " " + (double) vd.get(by, 8) + (int) (char) vc.get(by, 7));
            t("view set", () -> {
                vi.set(by, 3, 0x01020304);
                vlg.set(by, 9, 0x1112131415161718L);
                vd.set(by, 20, 1.5);
                return Arrays.toString(by);
            });
            t("view unaligned volatile", () -> {
                for (int k = 0; k < 4; k++) try { vi.getVolatile(by, k); } catch (IllegalStateException e) {
                    return "unaligned refused";
                }
                return "none";
            });
            t("view bounds", () -> (int) vi.get(by, 29));
            for (ByteBuffer bb : new ByteBuffer[] {ByteBuffer.wrap(by), ByteBuffer.allocateDirect(32), ByteBuffer.wrap(by, 8, 16).slice()})
                    {
                t("buffer", () -> {
                    bi.set(bb, 0, 0x0a0b0c0d);
                    return Integer.toHexString((int) bi.get(bb, 0)) + bb.get(0) + (bb.isDirect() ? (int) bi.getAndAdd(bb, 0, 1) + ""
                            + bi.compareAndSet(bb, 0, 0x0a0b0c0e, 5) + (long) bl.getVolatile(bb, 8) : "");
                });
                t("buffer bounds", () -> (int) bi.get(bb, bb.limit() - 3));
                t("readonly", () -> {
                    bi.set(bb.asReadOnlyBuffer(), 0, 1);
                    return 0;
                });
            }
        }
        VarHandle.fullFence();
        VarHandle.acquireFence();
        VarHandle.releaseFence();
        VarHandle.loadLoadFence();
        VarHandle.storeStoreFence();
        long x = 0;
        for (int k = 0; k < 20000; k++) {
            I.set(h, k);
            x += (int) I.getVolatile(h);
            I.getAndAdd(h, 1);
        }
        System.out.println(x + " " + h.i);
        t("toString", () -> I + " " + ia);
        t("describe", () -> I.describeConstable().isPresent() + "" + I.equals(f("i", int.class)));
    }
}
