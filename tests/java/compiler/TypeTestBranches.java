import java.util.ArrayList;
import java.util.List;
import java.util.RandomAccess;

/** Branches on type tests, and casts behind them, in compiled code. */
public class TypeTestBranches {
    static class Link { Object next; Link(Object next) { this.next = next; } }
    static final class End { int value = 5; }

    static int length(Object o) {
        int n = 0;
        while (o instanceof Link) {
            o = ((Link) o).next;
            n++;
        }
        do {
            n += 100;
            o = o instanceof End ? null : o;
        } while (o instanceof End);
        return o == null ? n : -n;
    }

    static int which(Object o) {
        if (!(o instanceof Comparable)) {
            if (o instanceof int[]) { return ((int[]) o).length; }
            return o == null ? 0 : 1;
        }
        if (o instanceof String) { return ((String) o).length() + ((CharSequence) o).length(); }
        return o instanceof Integer && (Integer) o > 3 ? 2 : 3;
    }

    static int casts(Object o) {
        try {
            List<?> list = (List<?>) o;
            RandomAccess access = (RandomAccess) (List<?>) o;
            return list == null ? -1 : list.size() + (access == o ? 10 : 20);
        } catch (ClassCastException e) {
            return o instanceof List ? 7 : 8;
        }
    }

    static int both(Object a, Object b) {
        int n = a instanceof Link && b instanceof Link ? 1 : 2;
        if (a instanceof Object) { n += 4; }
        if (a instanceof Link == b instanceof Link) { n += 8; }
        return n;
    }

    public static void main(String[] args) {
        Object chain = new Link(new Link(new Link(new End())));
        Object broken = new Link("end");
        Object[] all = {null, "four", 3, 4, new int[6], new Object(), chain, 1.5, new String[2]};
        List<Integer> list = new ArrayList<>();
        list.add(1);
        Object[] lists = {null, list, new java.util.LinkedList<>(list), "none"};
        long sum = 0;
        for (int i = 0; i < 60_000; i++) {
            sum = sum * 31 + length(i % 3 == 0 ? broken : chain);
            sum = sum * 31 + which(all[i % all.length]);
            sum = sum * 31 + casts(lists[i % lists.length]);
            sum = sum * 31 + both(all[i % all.length], all[i % 7]);
        }
        System.out.println(sum);
        for (Object o : all) { System.out.print(which(o) + " " + both(o, chain) + " "); }
        for (Object o : lists) { System.out.print(casts(o) + " "); }
        System.out.println(length(null) + " " + length(chain) + " " + length(broken));
    }
}
