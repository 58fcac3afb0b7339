// One of the soak's threads: operations in random order, each of which checks what it made.

import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.SoftReference;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

final class Worker extends Thread {
    private interface Operation {
        void run() throws Exception;
    }

    private final Shared shared;
    private final int index;
    private final Random random;
    private final Map<String, Operation> table = new HashMap<>();
    private final List<String> names = new ArrayList<>();
    private final byte[] payload;
    volatile long operations;
    volatile String current = "start";

    Worker(Shared shared, int index, long seed) throws IOException {
        super("worker-" + index);
        this.shared = shared;
        this.index = index;
        this.random = new Random(seed);
        try (InputStream in = Worker.class.getResourceAsStream("Payload.class")) {
            payload = in.readAllBytes();
        }
        shared.parked[index] = this;
        add("small", 40, this::small);
        add("strings", 20, this::strings);
        add("medium", 10, this::medium);
        add("large", 2, this::large);
        add("oldTrees", 4, this::oldTrees);
        add("weakMap", 10, this::weakMap);
        add("softMap", 4, this::softMap);
        add("finalizers", 4, this::finalizers);
        add("cleaners", 2, this::cleaners);
        add("loader", 2, this::loader);
        add("accounts", 20, this::accounts);
        add("nestedLocks", 10, this::nestedLocks);
        add("reentrantLock", 10, this::reentrantLock);
        add("waitNotify", 4, this::waitNotify);
        add("parking", 4, this::parking);
        add("mailbox", 6, this::mailbox);
        add("exceptions", 10, this::exceptions);
        add("overflow", 1, this::overflow);
        add("reflection", 6, this::reflection);
        add("interning", 4, this::interning);
        add("hashes", 4, this::hashes);
        add("copies", 6, this::copies);
        add("shortThread", 1, this::shortThread);
        add("streams", 4, this::streams);
    }

    private void add(String name, int weight, Operation operation) {
        table.put(name, operation);
        for (int i = 0; i < weight; i++) names.add(name);
    }

    @Override
    public void run() {
        while (!shared.stop) {
            String name = names.get(random.nextInt(names.size()));
            current = name;
            try {
                table.get(name).run();
            } catch (Throwable e) {
                shared.fail(getName() + " in " + name + ": " + e, e);
            }
            operations++;
            shared.operations.incrementAndGet();
        }
        current = "ended";
    }

    private void check(boolean holds, String what) {
        if (!holds) shared.fail(what, new Throwable());
    }

    private void small() {
        Object[] live = new Object[64];
        long sum = 0;
        for (int i = 0; i < 2000; i++) {
            int[] cell = {i, ~i};
            live[i & 63] = cell;
            sum += ((int[]) live[(i * 7) & 63 & i])[0];
        }
        check(sum >= 0, "small objects");
    }

    private void strings() {
        StringBuilder b = new StringBuilder();
        int n = 20 + random.nextInt(200);
        for (int i = 0; i < n; i++) b.append(i).append(',');
        String s = b.toString();
        check(s.split(",").length == n, "a split string");
        check((s + s).indexOf(s, 1) == s.length(), "string search");
    }

    private void medium() {
        int n = 256 + random.nextInt(16_000);
        long[] a = new long[n];
        Arrays.fill(a, n);
        Object[] o = new Object[n / 8];
        for (int i = 0; i < o.length; i += 16) o[i] = new int[] {i};
        check(a[n - 1] == n && a[n / 2] == n, "a medium array");
        for (int i = 0; i < o.length; i += 16) check(((int[]) o[i])[0] == i, "a medium array of objects");
    }

    private void large() {
        int n = (256 << 10) + random.nextInt(2 << 20);
        byte[] a = new byte[n];
        check(a[0] == 0 && a[n / 2] == 0 && a[n - 1] == 0, "a large array is not zero");
        a[n - 1] = 1;
        Object[] o = new Object[20_000];
        o[19_999] = a;
        check(((byte[]) o[19_999])[n - 1] == 1, "a large array of objects");
    }

    private void oldTrees() {
        int key = random.nextInt(24);
        Tree before = shared.old.put(key, Tree.make(9, random.nextLong()));
        if (before != null) before.check(shared);
        Tree other = shared.old.get(random.nextInt(24));
        if (other != null) other.check(shared);
    }

    private void weakMap() {
        Object key = new Object();
        byte[] value = new byte[random.nextInt(512)];
        Arrays.fill(value, (byte) value.length);
        shared.weak.put(key, value);
        byte[] back = shared.weak.get(key);
        check(back == value, "an entry of a weak map is gone while its key lives");
        WeakReference<byte[]> ref = new WeakReference<>(value);
        check(ref.get() == value, "a weak reference is cleared too early");
    }

    private void softMap() {
        int key = random.nextInt(64);
        SoftReference<byte[]> ref = shared.soft.get(key);
        byte[] value = ref == null ? null : ref.get();
        if (value == null) {
            value = new byte[32 << 10];
            value[key] = (byte) (key + 1);
            shared.soft.put(key, new SoftReference<>(value));
        }
        check(value[key] == (byte) (key + 1), "a soft value is damaged");
    }

    private static final class Finalizable {
        private final long a = 0x1234567890L;
        private final long[] more = {a, ~a};

        @Override
        protected void finalize() {
            if (more[0] == a && more[1] == ~a) Shared.FINALIZED.incrementAndGet();
        }
    }

    private void finalizers() {
        for (int i = 0; i < 8; i++) {
            new Finalizable();
            shared.finalizable.incrementAndGet();
        }
    }

    private void cleaners() {
        var cleaned = shared.cleaned;
        Shared.CLEANER.register(new Object(), cleaned::incrementAndGet);
        shared.cleanable.incrementAndGet();
    }

    private final class Loader extends ClassLoader {
        Loader() {
            super(Worker.class.getClassLoader());
        }

        Class<?> define() {
            return defineClass("Payload", payload, 0, payload.length);
        }
    }

    @SuppressWarnings("unchecked")
    private void loader() throws Exception {
        Loader loader = new Loader();
        Class<?> c = loader.define();
        long sum = 0;
        for (int i = 0; i < 3; i++) sum += ((Supplier<Long>) c.getDeclaredConstructor().newInstance()).get();
        check(sum == 1 + 2 + 3 + 3 * 7 * 63 * 32, "statics of a fresh class: " + sum);
        shared.loaders.incrementAndGet();
        shared.loaderRefs.add(new WeakReference<>(loader));
    }

    private void accounts() {
        for (int i = 0; i < 20; i++) {
            int from = random.nextInt(64);
            int to = random.nextInt(64);
            synchronized (shared.accounts) {
                shared.accounts[from] -= i;
                shared.accounts[to] += i;
            }
        }
    }

    private void nestedLocks() {
        int a = random.nextInt(31);
        synchronized (shared.monitors[a]) {
            synchronized (shared.monitors[a + 1]) {
                synchronized (shared.monitors[a]) {
                    check(Thread.holdsLock(shared.monitors[a]) && Thread.holdsLock(shared.monitors[a + 1]), "locks");
                }
            }
        }
        check(!Thread.holdsLock(shared.monitors[a]), "a lock is still held");
        try {
            shared.monitors[a].notify();
            check(false, "notify without the lock");
        } catch (IllegalMonitorStateException expected) {
            return;
        }
    }

    private void reentrantLock() throws InterruptedException {
        if (shared.lock.tryLock(5, TimeUnit.SECONDS)) {
            try {
                shared.lockedTurns++;
                shared.turns.incrementAndGet();
            } finally {
                shared.lock.unlock();
            }
        }
    }

    private void waitNotify() throws InterruptedException {
        Object m = shared.monitors[random.nextInt(32)];
        synchronized (m) {
            if (random.nextBoolean()) m.notifyAll();
            else m.wait(1 + random.nextInt(5));
        }
    }

    private void parking() {
        LockSupport.unpark(shared.parked[random.nextInt(shared.threads)]);
        LockSupport.parkNanos(random.nextInt(2_000_000));
    }

    private void mailbox() throws InterruptedException {
        int n = random.nextInt(1000);
        shared.mailbox.offer(new int[] {n, n * 3}, 1, TimeUnit.MILLISECONDS);
        int[] got = shared.mailbox.poll(1, TimeUnit.MILLISECONDS);
        if (got != null) check(got[1] == got[0] * 3, "a message is damaged");
    }

    private int thrower(int depth) {
        if (depth == 0) throw new IllegalStateException("depth");
        try {
            return thrower(depth - 1) + 1;
        } finally {
            operations += 0;
        }
    }

    private void exceptions() {
        int depth = random.nextInt(40);
        try {
            thrower(depth);
            check(false, "no exception");
        } catch (IllegalStateException e) {
            check(e.getStackTrace().length > depth, "a stack trace is too short");
        }
        try {
            Object o = depth > 20 ? "s" : (Object) 1;
            check(((String) o).length() == 1, "a cast");
        } catch (ClassCastException e) {
            check(depth <= 20, "a cast failed");
        }
        try {
            check(new int[depth][depth] != null && 100 / (depth - 20) > -101, "division");
        } catch (ArithmeticException e) {
            check(depth == 20, "a division failed");
        }
    }

    private int recurse(int n) {
        return recurse(n + 1) + 1;
    }

    private void overflow() {
        try {
            recurse(0);
        } catch (StackOverflowError e) {
            check(e.getStackTrace().length > 100, "a stack trace of an overflow");
        }
    }

    public static long target(int a, long b, Object c) {
        return a + b + c.hashCode();
    }

    private void reflection() throws Exception {
        var m = Worker.class.getMethod("target", int.class, long.class, Object.class);
        for (int i = 0; i < 10; i++) check((long) m.invoke(null, i, 5L, 7) == i + 12, "a reflective call");
    }

    private void interning() {
        String s = ("soak-" + random.nextInt(5000)).intern();
        check(s == new String(s).intern(), "an interned string");
    }

    private void hashes() {
        Object[] objects = new Object[50];
        int[] hashes = new int[50];
        for (int i = 0; i < 50; i++) {
            objects[i] = new Object();
            hashes[i] = objects[i].hashCode();
            if (i % 3 == 0) synchronized (objects[i]) { medium(); }
        }
        for (int i = 0; i < 50; i++) check(objects[i].hashCode() == hashes[i], "an identity hash changed");
    }

    private void copies() {
        Object[] a = new Object[100 + random.nextInt(3000)];
        for (int i = 0; i < a.length; i++) a[i] = "" + i;
        Object[] b = a.clone();
        System.arraycopy(b, 0, b, 1, b.length - 1);
        for (int i = 1; i < b.length; i++) check(b[i] == a[i - 1], "a copied array");
        String[] c = Arrays.copyOf(a, a.length, String[].class);
        check(c[c.length - 1].equals("" + (c.length - 1)), "an array copied into another type");
    }

    private void shortThread() throws InterruptedException {
        long[] box = new long[1];
        ThreadLocal<int[]> local = ThreadLocal.withInitial(() -> new int[1000]);
        Thread t = new Thread(() -> {
            small();
            box[0] = local.get().length;
        });
        t.start();
        t.join();
        check(box[0] == 1000, "a thread's result");
    }

    private void streams() {
        int n = 10 + random.nextInt(300);
        Map<Integer, List<String>> groups = IntStream.range(0, n).mapToObj(Integer::toString)
                .collect(Collectors.groupingBy(String::length));
        check(groups.values().stream().mapToInt(List::size).sum() == n, "a stream's groups");
    }
}
