// vm: -Xmx1200m
// timeout: 120
// A chain of ten million cells: marking may not recurse.

public class LongChains {
    static final class Cell {
        Cell next;
        int v;
    }

    public static void main(String[] a) {
        Cell head = null;
        for (int i = 0; i < 10_000_000; i++) {
            Cell c = new Cell();
            c.next = head;
            c.v = i;
            head = c;
        }
        System.gc();
        long s = 0;
        int n = 0;
        for (Cell c = head; c != null; c = c.next) {
            s += c.v;
            n++;
        }
        System.out.println(n + " " + s);
        Object[] nest = null;
        for (int i = 0; i < 1_000_000; i++) nest = new Object[] {nest};
        System.gc();
        int d = 0;
        for (Object[] o = nest; o != null; o = (Object[]) o[0]) d++;
        System.out.println(d);
    }
}
