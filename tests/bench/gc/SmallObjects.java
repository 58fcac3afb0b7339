// live: 24
/** Short-lived small objects beside a live set that never changes. */
public final class SmallObjects {
    static final class Point {
        final int x;
        final int y;
        final Point previous;

        Point(int x, int y, Point previous) {
            this.x = x;
            this.y = y;
            this.previous = previous;
        }
    }

    public static void main(String[] args) {
        Point[] live = new Point[850_000];
        for (int i = 0; i < live.length; i++) {
            live[i] = new Point(i, i + 1, null);
        }
        long sum = 0;
        for (int i = 0; i < 8_000_000; i++) {
            Point a = new Point(i, 7, null);
            Point b = new Point(a.x + 1, a.y, a);
            sum += b.previous.x + b.y;
        }
        for (int i = 0; i < live.length; i += 1000) {
            sum += live[i].y;
        }
        System.out.println(sum);
    }
}
