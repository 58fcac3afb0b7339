// Object serialisation: graphs, custom hooks, records, enums, proxies, externalizable, errors, filters.

import java.io.*;
import java.lang.reflect.*;
import java.util.*;

public class Serialise {
    enum E {
        A {
            @Override public String toString() { return "aa"; }
        }, B
    }

    record R(int x, String y) implements Serializable {
        R { if (x < 0) throw new IllegalArgumentException(); }
    }

    static class Par {
        int p = 1;
        Par() { p = 99; }
    }

    static class Node extends Par implements Serializable {
        private static final long serialVersionUID = 7;
        Node next;
        transient int t = 5;
        int[][] arr = {{1}, {2, 3}};
        E e = E.A;
        Object self;
        List<Object> l = new ArrayList<>();
        final String fin = "f";
        double d = Double.NaN;
        boolean z = true;
        char c = 'é';
        byte b = -1;
        Class<?> k = int[].class;
        private void writeObject(ObjectOutputStream o) throws IOException {
            o.defaultWriteObject();
            o.writeInt(t * 2);
        }
        private void readObject(ObjectInputStream i) throws IOException, ClassNotFoundException {
            i.defaultReadObject();
            t = i.readInt();
        }
    }

    static class Single implements Serializable {
        static final Single I = new Single();
        private Object readResolve() { return I; }
    }

    static class Rep implements Serializable {
        private Object writeReplace() { return "replaced"; }
    }

    public static class Ext implements Externalizable {
        int v;
        public Ext() { }
        public void writeExternal(ObjectOutput o) throws IOException { o.writeInt(v + 1); }
        public void readExternal(ObjectInput i) throws IOException { v = i.readInt(); }
    }

    static class Not { }

    static byte[] ser(Object o) throws IOException {
        ByteArrayOutputStream b = new ByteArrayOutputStream();
        try (ObjectOutputStream s = new ObjectOutputStream(b)) { s.writeObject(o); }
        return b.toByteArray();
    }

    static Object des(byte[] b) throws Exception {
        try (ObjectInputStream s = new ObjectInputStream(new ByteArrayInputStream(b))) { return s.readObject(); }
    }

    public static void main(String[] a) throws Exception {
        Node n = new Node(), m = new Node();
        n.next = m;
        m.next = n;
        n.self = n;
        n.p = 5;
        n.t = 21;
        n.l.addAll(List.of(1, "s", 2.5, E.B));
        Node q = (Node) des(ser(n));
        System.out.println((q.next.next == q) + " " + (q.self == q) + q.p + " " + q.t + Arrays.deepToString(q.arr) + q.e + q.l + q.fin
                + q.d + q.z + q.c + q.b + q.k);
        System.out.println(des(ser(new R(3, "y"))) + " " + (des(ser(Single.I)) == Single.I) + des(ser(new Rep())) + ((Ext) des(ser(new Ext()))).v
                + (des(ser(E.B)) == E.B));
        for (Object o : new Object[] {new HashMap<>(Map.of("a", 1)), new TreeMap<>(Map.of(2, "b")), new LinkedList<>(List.of(1, 2)),
                new int[] {1, 2}, "str", new Date(5), java.time.LocalDate.of(2020, 1, 1), new java.math.BigDecimal("1.5"), Locale.US,
                new BitSet(5), new File("f"), UUID.nameUUIDFromBytes(new byte[] {1}), List.of(1, 2), Set.of(9), Optional.class,
                Collections.unmodifiableList(new ArrayList<>(List.of(3))), new StringBuilder("sb"), new Exception("ex")}) {
            Object r = des(ser(o));
            System.out.println(r.getClass().getName() + " " + (o.getClass().isArray() ? Arrays.equals((int[]) o, (int[]) r) : r.toString().equals(o.toString()))
                    + " " + (o instanceof Exception ? 0 : ser(o).length));
        }
        try { ser(new Not()); } catch (NotSerializableException e) { System.out.println(e.getMessage()); }
        byte[] b = ser(new R(3, "y"));
        b[b.length - 8] ^= 0x55;
        try { des(b); } catch (Exception e) { System.out.println(e.getClass().getSimpleName()); }
        try { des(Arrays.copyOf(b, 10)); } catch (EOFException e) { System.out.println("eof"); }
        try { des(new byte[] {1, 2, 3, 4}); } catch (StreamCorruptedException e) {
            System.out.println(e.getMessage());
        }
        ObjectInputStream fi = new ObjectInputStream(new ByteArrayInputStream(ser(new ArrayList<>(List.of(1)))));
        fi.setObjectInputFilter(i -> i.serialClass() == ArrayList.class ? ObjectInputFilter.Status.REJECTED : ObjectInputFilter.Status.UNDECIDED);
        try { fi.readObject(); } catch (InvalidClassException e) { System.out.println(e.getMessage()); }
        System.out.println(ObjectStreamClass.lookup(Node.class).getSerialVersionUID() + " " + ObjectStreamClass.lookup(Single.class).getSerialVersionUID()
                + " " + ObjectStreamClass.lookup(Not.class));
        Runnable p = (Runnable) Proxy.newProxyInstance(Serialise.class.getClassLoader(), new Class<?>[] {Runnable.class}, new H());
        ((Runnable) des(ser(p))).run();
        Object deep = null;
        for (int i = 0; i < 500; i++) deep = new Object[] {deep};
        System.out.println(ser(deep).length);
    }

    static class H implements InvocationHandler, Serializable {
        public Object invoke(Object p, Method m, Object[] a) {
            System.out.println("proxied " + m.getName());
            return null;
        }
    }
}
