// The memory model: small programs of two to four threads whose forbidden results must never be seen.
// args: 4
// timeout: 120

import java.lang.invoke.*;
import java.util.concurrent.CyclicBarrier;

public class Litmus {
    static final int N = 2000;

    static class Final {
        final int number;
        final int[] array;

        Final(int n) {
            number = n;
            array = new int[] {n, n};
        }
    }

    static class State {
        int a, b;
        volatile int x, y;
        int r1, r2, r3, r4;
        Final published;
        Object lock = new Object();
        byte b1, b2;
        short s1, s2;
        boolean z1, z2;
        char c1, c2;
        byte[] bytes = new byte[4];
        short[] shorts = new short[4];
        boolean[] booleans = new boolean[4];
        volatile long wide;
        volatile double real;
        long plainWide;
        int count;
        byte byteCount;
        long seen;
        double seenReal;
    }

    interface Actor {
        void act(State s);
    }

    interface Check {
        boolean forbidden(State s);
    }

    static VarHandle handle(String name, Class<?> type) {
        try {
            return MethodHandles.lookup().findVarHandle(State.class, name, type);
        } catch (ReflectiveOperationException e) {
            throw new Error(e);
        }
    }

    static final VarHandle A = handle("a", int.class), B = handle("b", int.class);
    static final VarHandle COUNT = handle("count", int.class), BYTE_COUNT = handle("byteCount", byte.class);
    static final VarHandle PUBLISHED = handle("published", Final.class);
    static final VarHandle B1 = handle("b1", byte.class), S1 = handle("s1", short.class);
    static final VarHandle BYTES = MethodHandles.arrayElementVarHandle(byte[].class);
    static final VarHandle SHORTS = MethodHandles.arrayElementVarHandle(short[].class);

    static int rounds;

    static void test(String name, Check check, Actor... actors) throws Exception {
        int forbidden = 0;
        for (int round = 0; round < rounds; round++) {
            State[] states = new State[N];
            for (int i = 0; i < N; i++) states[i] = new State();
            CyclicBarrier start = new CyclicBarrier(actors.length);
            Thread[] threads = new Thread[actors.length];
            Throwable[] failure = new Throwable[1];
            for (int k = 0; k < actors.length; k++) {
                Actor actor = actors[k];
                threads[k] = new Thread(() -> {
                    try {
                        start.await();
                        for (State s : states) actor.act(s);
                    } catch (Throwable t) {
                        failure[0] = t;
                    }
                });
                threads[k].start();
            }
            for (Thread t : threads) t.join();
            if (failure[0] != null) throw new Error(name, failure[0]);
            for (State s : states) if (check.forbidden(s)) forbidden++;
        }
        System.out.println(name + ": " + forbidden);
    }

    static void order() throws Exception {
        test("store buffering, volatile", s -> s.r1 == 0 && s.r2 == 0,
                s -> { s.x = 1; s.r1 = s.y; },
                s -> { s.y = 1; s.r2 = s.x; });
        test("store buffering, VarHandle volatile", s -> s.r1 == 0 && s.r2 == 0,
                s -> { A.setVolatile(s, 1); s.r1 = (int) B.getVolatile(s); },
                s -> { B.setVolatile(s, 1); s.r2 = (int) A.getVolatile(s); });
        test("store buffering, fences", s -> s.r1 == 0 && s.r2 == 0,
                s -> { A.setOpaque(s, 1); VarHandle.fullFence(); s.r1 = (int) B.getOpaque(s); },
                s -> { B.setOpaque(s, 1); VarHandle.fullFence(); s.r2 = (int) A.getOpaque(s); });
        test("store buffering, atomic update", s -> s.r1 == 0 && s.r2 == 0,
                s -> { A.getAndAdd(s, 1); s.r1 = (int) B.getVolatile(s); },
                s -> { B.compareAndSet(s, 0, 1); s.r2 = (int) A.getVolatile(s); });
        test("message passing, volatile", s -> s.r1 == 1 && s.r2 == 0,
                s -> { s.a = 1; s.x = 1; },
                s -> { s.r1 = s.x; s.r2 = s.a; });
        test("message passing, release and acquire", s -> s.r1 == 1 && s.r2 == 0,
                s -> { s.a = 1; B.setRelease(s, 1); },
                s -> { s.r1 = (int) B.getAcquire(s); s.r2 = s.a; });
        test("message passing, release of an update", s -> s.r1 == 1 && s.r2 == 0,
                s -> { s.a = 1; B.compareAndExchangeRelease(s, 0, 1); },
                s -> { s.r1 = (int) B.getAndAddAcquire(s, 0); s.r2 = s.a; });
        test("message passing, fences", s -> s.r1 == 1 && s.r2 == 0,
                s -> { s.a = 1; VarHandle.releaseFence(); B.setOpaque(s, 1); },
                s -> { s.r1 = (int) B.getOpaque(s); VarHandle.acquireFence(); s.r2 = s.a; });
        test("message passing, monitor", s -> s.r1 == 1 && s.r2 == 0,
                s -> { synchronized (s.lock) { s.a = 1; s.b = 1; } },
                s -> { synchronized (s.lock) { s.r1 = s.b; s.r2 = s.a; } });
        test("coherence, opaque", s -> s.r1 == 1 && s.r2 == 0,
                s -> A.setOpaque(s, 1),
                s -> { s.r1 = (int) A.getOpaque(s); s.r2 = (int) A.getOpaque(s); });
        test("load buffering, volatile", s -> s.r1 == 1 && s.r2 == 1,
                s -> { s.r1 = s.x; s.y = 1; },
                s -> { s.r2 = s.y; s.x = 1; });
        test("independent reads of independent writes",
                s -> s.r1 == 1 && s.r2 == 0 && s.r3 == 1 && s.r4 == 0,
                s -> s.x = 1,
                s -> s.y = 1,
                s -> { s.r1 = s.x; s.r2 = s.y; },
                s -> { s.r3 = s.y; s.r4 = s.x; });
        test("causality", s -> s.r1 == 1 && s.r2 == 1 && s.r3 == 0,
                s -> s.x = 1,
                s -> { s.r1 = s.x; if (s.r1 == 1) s.y = 1; },
                s -> { s.r2 = s.y; s.r3 = s.x; });
    }

    static void publication() throws Exception {
        Actor reader = s -> {
            Final f = s.published;
            if (f != null && (f.number != 42 || f.array[0] != 42 || f.array[1] != 42)) s.r1 = 1;
        };
        test("final fields, a race", s -> s.r1 == 1, s -> s.published = new Final(42), reader, reader);
        test("final fields, opaque", s -> s.r1 == 1, s -> PUBLISHED.setOpaque(s, new Final(42)), reader);
    }

    static void updates() throws Exception {
        test("one of two compareAndSet wins", s -> s.r1 + s.r2 != 1,
                s -> s.r1 = A.compareAndSet(s, 0, 1) ? 1 : 0,
                s -> s.r2 = A.compareAndSet(s, 0, 2) ? 1 : 0);
        test("exchange", s -> s.r1 + s.r2 + s.a != 3 || s.r1 == s.r2,
                s -> s.r1 = (int) A.getAndSet(s, 1),
                s -> s.r2 = (int) A.getAndSet(s, 2));
        Actor add = s -> {
            COUNT.getAndAdd(s, 1);
            for (int c = s.count; !COUNT.weakCompareAndSet(s, c, c + 1); c = (int) COUNT.getVolatile(s)) { }
            byte b;
            do b = (byte) BYTE_COUNT.getVolatile(s);
            while (!BYTE_COUNT.compareAndSet(s, b, (byte) (b + 1)));
            BYTES.getAndAdd(s.bytes, 1, (byte) 1);
            SHORTS.getAndAdd(s.shorts, 2, (short) 1);
        };
        test("counters", s -> s.count != 6 || s.byteCount != 3 || s.bytes[1] != 3 || s.shorts[2] != 3
                || s.bytes[0] + s.bytes[2] + s.shorts[1] + s.shorts[3] != 0, add, add, add);
        test("bits", s -> s.a != 7,
                s -> A.getAndBitwiseOr(s, 1), s -> A.getAndBitwiseOr(s, 2), s -> A.getAndBitwiseXor(s, 4));
    }

    static void tearing() throws Exception {
        test("neighbours in arrays", s -> s.bytes[0] != 1 || s.bytes[1] != 2 || s.bytes[2] != 3 || s.shorts[0] != 1
                || s.shorts[1] != 2 || s.shorts[2] != 3 || !s.booleans[0] || !s.booleans[1] || !s.booleans[2],
                s -> { s.bytes[0] = 1; s.shorts[0] = 1; s.booleans[0] = true; },
                s -> { s.bytes[1] = 2; s.shorts[1] = 2; s.booleans[1] = true; },
                s -> { s.bytes[2] = 3; s.shorts[2] = 3; s.booleans[2] = true; });
        test("neighbouring fields", s -> s.b1 != 1 || s.b2 != 2 || s.s1 != 1 || s.s2 != 2 || !s.z1 || !s.z2
                || s.c1 != 1 || s.c2 != 2,
                s -> { s.b1 = 1; s.s1 = 1; s.z1 = true; s.c1 = 1; },
                s -> { s.b2 = 2; s.s2 = 2; s.z2 = true; s.c2 = 2; });
        test("neighbours of atomic updates", s -> s.b1 != 5 || s.b2 != 2 || s.s1 != 5 || s.s2 != 2,
                s -> { for (int i = 0; i < 5; i++) { B1.getAndAdd(s, (byte) 1); S1.getAndAdd(s, (short) 1); } },
                s -> { s.b2 = 1; s.s2 = 1; s.b2 = 2; s.s2 = 2; });
        test("long and double", s -> s.seen != 0 && s.seen != -1 || s.r1 != 0,
                s -> { s.wide = -1; s.real = Double.longBitsToDouble(0x1234_5678_9abc_def0L); },
                s -> {
                    s.seen = s.wide;
                    long bits = Double.doubleToRawLongBits(s.real);
                    if (bits != 0 && bits != 0x1234_5678_9abc_def0L) s.r1 = 1;
                });
        test("plain long", s -> s.r1 != 0,
                s -> s.plainWide = -1,
                s -> s.plainWide = 0x0000_ffff_0000_ffffL,
                s -> {
                    long l = s.plainWide;
                    if (l != 0 && l != -1 && l != 0x0000_ffff_0000_ffffL) s.r1 = 1;
                });
    }

    public static void main(String[] args) throws Exception {
        rounds = Integer.parseInt(args[0]);
        order();
        publication();
        updates();
        tearing();
    }
}
