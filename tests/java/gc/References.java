// vm: -Xmx64m
// Soft, weak and phantom references, queues, WeakHashMap, Cleaner, finalizers.

import java.lang.ref.*;
import java.util.*;
import java.util.concurrent.atomic.*;

public class References {
    static AtomicInteger finalized = new AtomicInteger(), cleaned = new AtomicInteger();
    static Object saved;

    static class Fin {
        @Override protected void finalize() { finalized.incrementAndGet(); }
    }

    static class Lazarus {
        @Override protected void finalize() { saved = this; }
    }

    static class Thrower {
        @Override protected void finalize() {
            finalized.incrementAndGet();
            throw new RuntimeException("ignored");
        }
    }

    interface Cond { boolean ok(); }

    static boolean until(Cond c) throws InterruptedException {
        for (int i = 0; i < 200 && !c.ok(); i++) {
            System.gc();
            System.runFinalization();
            Thread.sleep(5);
        }
        return c.ok();
    }

    static WeakReference<Object> weakOf(ReferenceQueue<Object> q) { return new WeakReference<>(new Object(), q); }
    static PhantomReference<Object> phantomOf(ReferenceQueue<Object> q) { return new PhantomReference<>(new Object(), q); }

    static void makeFins() {
        for (int i = 0; i < 100; i++) new Fin();
        new Thrower();
        new Lazarus();
    }

    static void fillMap(Map<Object, String> m) { for (int i = 0; i < 100; i++) m.put(new Object(), "v" + i); }
    static Cleaner.Cleanable reg(Cleaner c) { return c.register(new Object(), cleaned::incrementAndGet); }

    public static void main(String[] a) throws Exception {
        ReferenceQueue<Object> q = new ReferenceQueue<>();
        WeakReference<Object> w = weakOf(q);
        System.out.println("weak " + until(() -> w.get() == null));
        System.out.println("queued " + (q.remove(5000) == w) + w.enqueue());
        Object strong = new Object();
        WeakReference<Object> w2 = new WeakReference<>(strong, q);
        System.gc();
        System.out.println("kept " + (w2.get() == strong) + w2.refersTo(strong) + q.poll());
        w2.clear();
        System.out.println("cleared " + w2.get() + w2.refersTo(null));
        PhantomReference<Object> p = phantomOf(q);
        System.out.println("phantom " + p.get());
        for (int i = 0; i < 100 && !p.refersTo(null); i++) {
            System.gc();
            Thread.sleep(5);
        }
        System.out.println(q.remove(5000) == p);
        SoftReference<byte[]> s = new SoftReference<>(new byte[1 << 20]);
        System.gc();
        System.out.println("soft " + (s.get() != null));
        try {
            List<byte[]> l = new ArrayList<>();
            while (true) l.add(new byte[1 << 20]);
        } catch (OutOfMemoryError e) { System.out.println("oom " + (s.get() == null)); }
        makeFins();
        System.out.println("finalized " + until(() -> finalized.get() == 101) + " " + until(() -> saved != null) + saved.getClass().getSimpleName());
        saved = null;
        System.gc();
        System.out.println(saved);
        WeakHashMap<Object, String> m = new WeakHashMap<>();
        Object key = new Object();
        m.put(key, "kept");
        fillMap(m);
        System.out.println("map " + until(() -> m.size() == 1) + m.get(key));
        Cleaner c = Cleaner.create();
        reg(c);
        System.out.println("cleaner " + until(() -> cleaned.get() == 1));
        Cleaner.Cleanable cl = c.register(strong, cleaned::incrementAndGet);
        cl.clean();
        cl.clean();
        System.out.println(cleaned);
        Reference.reachabilityFence(strong);
        List<WeakReference<Object>> many = new ArrayList<>();
        for (int i = 0; i < 5000; i++) many.add(new WeakReference<>(i % 2 == 0 ? strong : new int[10]));
        System.out.println(until(() -> many.stream().filter(x -> x.get() != null).count() == 2500));
        try { q.remove(-1); } catch (IllegalArgumentException e) { System.out.println(e.getMessage()); }
        WeakReference<Class<?>> wc = new WeakReference<>(String.class);
        System.gc();
        System.out.println(wc.get());
        WeakReference<WeakReference<Object>> chain = new WeakReference<>(weakOf(null));
        System.out.println("chain " + until(() -> chain.get() == null));
    }
}
