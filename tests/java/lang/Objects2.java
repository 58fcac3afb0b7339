// Object's own methods: clone, equals, hashCode stability, getClass, toString form.

public class Objects2 {
    static class C implements Cloneable {
        int a = 1;
        int[] b = {1};
        C next;
        long l = 5;
        byte x = 2;
        double d = 1.5;
        Object o = "o";
        public C clone() {
            try { return (C) super.clone(); } catch (CloneNotSupportedException e) {
                throw new AssertionError(e);
            }
        }
    }

    static class D extends C {
        String s = "sub";
        boolean z = true;
        char c = 'q';
        short sh = -7;
        float f = 2.5f;
    }

    static class N {
        Object c() throws CloneNotSupportedException { return clone(); }
    }

    public static void main(String[] args) throws Exception {
        D d = new D();
        d.next = d;
        D e = (D) d.clone();
        e.a = 2;
        e.b[0] = 7;
        e.sh = 9;
        System.out.println(d.a + " " + d.b[0] + " " + (e.next == d) + e.s + e.z + e.c + e.sh + d.sh + e.f + e.l + e.x + e.d + e.o +
                e.getClass().getName());
        try { new N().c(); } catch (CloneNotSupportedException ex) { System.out.println(ex.getMessage()); }
        Object o = new Object();
        int h = o.hashCode();
        synchronized (o) {
            System.out.println(h == o.hashCode());
            o.notifyAll();
        }
        System.gc();
        System.out.println(h == System.identityHashCode(o) && h == o.hashCode());
        System.out.println(System.identityHashCode(null));
        System.out.println(o.toString().equals("java.lang.Object@" + Integer.toHexString(h)));
        Object lock = new int[3];
        synchronized (lock) {
            int hh = lock.hashCode();
            synchronized (lock) { System.out.println(hh == lock.hashCode()); }
        }
        java.util.Set<Integer> hs = new java.util.HashSet<>();
        for (int i = 0; i < 2000; i++) hs.add(new Object().hashCode());
        System.out.println(hs.size() > 1900);
        System.out.println(new int[0].getClass() == int[].class);
        System.out.println(new Object().equals(null) + " " + o.equals(o));
        D hsh = new D();
        int hc = hsh.hashCode();
        D cl = (D) hsh.clone();
        System.out.println(cl.hashCode() != hc || cl == hsh);
    }
}
