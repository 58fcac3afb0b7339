/** Linked lists by hand: tak over list lengths, reversal, merging. */
public class Lists {
    static final class Cell {
        final int head;
        Cell tail;

        Cell(int head, Cell tail) {
            this.head = head;
            this.tail = tail;
        }
    }

    static Cell make(int n) { return n == 0 ? null : new Cell(n, make(n - 1)); }

    static boolean shorter(Cell x, Cell y) {
        while (y != null) {
            if (x == null) return true;
            x = x.tail;
            y = y.tail;
        }
        return false;
    }

    static Cell tail(Cell x, Cell y, Cell z) {
        return shorter(y, x) ? tail(tail(x.tail, y, z), tail(y.tail, z, x), tail(z.tail, x, y)) : z;
    }

    static Cell reverse(Cell c) {
        Cell r = null;
        for (; c != null; c = c.tail) r = new Cell(c.head, r);
        return r;
    }

    public static void main(String[] args) {
        long sum = 0;
        for (int i = 0; i < 45; i++) {
            Cell c = tail(make(15), make(10), make(6));
            for (; c != null; c = c.tail) sum += c.head;
        }
        Cell long1 = make(500);
        for (int i = 0; i < 20000; i++) long1 = reverse(long1);
        System.out.println("Lists " + sum + " " + long1.head);
    }
}
