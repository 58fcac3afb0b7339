// StackOverflowError is caught again and again, in several shapes of recursion.

public class StackOverflows {
    static int depth;

    static void plain() {
        depth++;
        plain();
    }

    static long wide(long a, double b, Object c, long d, int e) {
        depth++;
        return wide(a + 1, b * 2, c, d, e) + 1;
    }

    synchronized void sync() {
        depth++;
        sync();
    }

    interface I { void go(I i); }

    static class Node {
        Node n;
        @Override public String toString() { return "N" + n; }
        @Override public int hashCode() { return n.hashCode() + 1; }
    }

    static void tryFinally() {
        try {
            depth++;
            tryFinally();
        } finally { depth++; }
    }

    static int viaCatch(int n) {
        try { return viaCatch(n + 1); } catch (StackOverflowError e) { return n; }
    }

    static class Clinit {
        static { StackOverflows.depth = 7; }
        static int v = 3;
    }

    public static void main(String[] args) throws Exception {
        for (int i = 0; i < 20; i++) {
            depth = 0;
            try { plain(); } catch (StackOverflowError e) {
                System.out.println("plain " + (depth > 500) + " " + e.getMessage() + " " + (e.getStackTrace().length == 1024));
            }
        }
        for (int i = 0; i < 3; i++) {
            depth = 0;
            try { wide(1, 2, "x", 3, 4); } catch (StackOverflowError e) {
                System.out.println("wide " + (depth > 300));
            }
        }
        StackOverflows s = new StackOverflows();
        for (int i = 0; i < 3; i++) try { s.sync(); } catch (StackOverflowError e) {
            System.out.println("sync " + Thread.holdsLock(s));
        }
        try { s.notify(); } catch (IllegalMonitorStateException e) { System.out.println("unlocked"); }
        I rec = i -> i.go(i);
        try { rec.go(rec); } catch (StackOverflowError e) { System.out.println("lambda"); }
        Node n = new Node();
        n.n = n;
        try { n.toString(); } catch (StackOverflowError e) { System.out.println("toString"); }
        try { n.hashCode(); } catch (StackOverflowError e) { System.out.println("hashCode"); }
        System.out.println(viaCatch(0) > 300);
        System.out.println(Clinit.v + depth * 0);
        Thread t = new Thread(null, () -> {
            for (int i = 0; i < 5; i++) try { plain(); } catch (StackOverflowError e) {
                System.out.println("thread " + Thread.currentThread().getName());
            }
        }, "big", 8 << 20);
        t.start();
        t.join();
        int[] d = new int[2];
        for (int k = 0; k < 2; k++) {
            int kk = k;
            Thread u = new Thread(null, () -> {
                depth = 0;
                try { plain(); } catch (StackOverflowError e) { d[kk] = depth; }
            }, "u", k == 0 ? 512 << 10 : 64 << 20);
            u.start();
            u.join();
        }
        System.out.println(d[1] > d[0] * 4);
        try {
            java.lang.reflect.Method m = StackOverflows.class.getDeclaredMethod("plain");
            m.invoke(null);
        } catch (java.lang.reflect.InvocationTargetException | StackOverflowError e) {
            System.out.println("reflected");
        }
        java.util.List<Object> l = new java.util.ArrayList<>();
        l.add(java.util.Arrays.asList(l));
        try { l.hashCode(); } catch (StackOverflowError e) { System.out.println("list"); }
        System.out.println("done");
    }
}
