// Thread locals: inheritance, initial values, removal, many of them.

public class Locals {
    static ThreadLocal<Integer> t = ThreadLocal.withInitial(() -> 5);

    static InheritableThreadLocal<String> in = new InheritableThreadLocal<>() {
        @Override protected String childValue(String p) { return p + "+child"; }
    };

    public static void main(String[] a) throws Exception {
        t.set(7);
        in.set("p");
        Thread x = new Thread(() -> {
            System.out.println(t.get() + in.get());
            t.set(9);
            in.set("q");
        });
        x.start();
        x.join();
        System.out.println(t.get() + in.get());
        t.remove();
        System.out.println(t.get());
        ThreadLocal<?>[] ls = new ThreadLocal<?>[2000];
        long s = 0;
        for (int i = 0; i < ls.length; i++) {
            int k = i;
            ThreadLocal<Integer> q = ThreadLocal.withInitial(() -> k);
            ls[i] = q;
            s += q.get();
        }
        for (int i = 0; i < ls.length; i += 2) ls[i] = null;
        System.gc();
        for (int i = 1; i < ls.length; i += 2) s += (Integer) ls[i].get();
        System.out.println(s);
    }
}
