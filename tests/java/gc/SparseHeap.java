// vm: -Xmx38m
// The live data takes much of the heap, and old objects die at random: no line of the heap becomes free, and there is little room to
// evacuate objects into. Collections must go on as long as each of them makes room.
public class SparseHeap {
    static final class Cell {
        Cell next;
        long number;

        Cell(long number) {
            this.number = number;
        }
    }

    public static void main(String[] args) {
        Cell[] heads = new Cell[200_000];
        Object[] table = new Object[400_000];
        for (int i = 0; i < heads.length; i++) {
            heads[i] = new Cell(i);
        }
        int random = 77;
        long sum = 0;
        for (int i = 0; i < 6_000_000; i++) {
            random = random * 1103515245 + 12345;
            int n = random >>> 8;
            Cell head = heads[n % heads.length];
            head.next = new Cell(i);
            sum += head.number;
            if ((i & 1) == 0) {
                table[n % table.length] = new Cell(n);
            }
        }
        for (Cell head : heads) {
            sum += head.next == null ? 0 : head.next.number & 0xff;
        }
        System.out.println(sum);
    }
}
