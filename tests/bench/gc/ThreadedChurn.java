// live: 24
/** Four threads that allocate at the same time, each with a live set of its own that it renews. */
public final class ThreadedChurn {
    static final class Item {
        final Item other;
        final long a;

        Item(Item other, long a) {
            this.other = other;
            this.a = a;
        }
    }

    static long work(int seed) {
        Item[] live = new Item[120_000];
        int random = seed;
        long sum = 0;
        for (int i = 0; i < 3_000_000; i++) {
            random = random * 1103515245 + 12345;
            Item item = new Item(new Item(null, i), random >>> 8);
            if ((i & 7) == 0) {
                live[(random >>> 8) % live.length] = item;
            }
            sum += item.other.a;
        }
        for (Item item : live) {
            sum += item == null ? 0 : item.a;
        }
        return sum;
    }

    public static void main(String[] args) throws InterruptedException {
        long[] sums = new long[4];
        Thread[] threads = new Thread[sums.length];
        for (int i = 0; i < threads.length; i++) {
            int n = i;
            threads[i] = new Thread(() -> sums[n] = work(n));
            threads[i].start();
        }
        long all = 0;
        for (int i = 0; i < threads.length; i++) {
            threads[i].join();
            all += sums[i];
        }
        System.out.println(all);
    }
}
