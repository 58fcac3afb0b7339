// Hot code takes methods for granted that no loaded class overrides; then such classes are loaded: by what it calls, by another thread while it
// is in a loop, by what an allocation or a monitor leads to, in the middle of a recursion.
// vm: -Xmixed -Xbatch

public class Hierarchy {
    static class Shape {
        int side = 3;
        Shape next;

        int area() {
            return side * side;
        }

        int corners() {
            return 4;
        }

        Shape next() {
            return next;
        }
    }

    static class Box extends Shape {
        int depth = 2;
    }

    static class Ball extends Shape {
        @Override
        int corners() {
            return 0;
        }
    }

    static class Flag extends Shape {
        @Override
        int area() {
            return -side;
        }
    }

    static class Ring extends Shape {
        @Override
        Shape next() {
            return null;
        }
    }

    static class Tree {
        Tree left;

        int weight() {
            return 1;
        }

        int sum(int depth, Maker maker) {
            Tree tree = maker.make(depth);
            int below = depth == 0 ? 0 : tree.sum(depth - 1, maker);
            return below + tree.weight() + weight();
        }
    }

    static class Oak extends Tree {
        @Override
        int weight() {
            return 100;
        }
    }

    static class Maker {
        boolean oaks;

        Tree make(int depth) {
            return oaks && depth == 3 ? oak() : new Tree();
        }

        Tree oak() {
            return new Oak();
        }
    }

    static volatile boolean go;
    static volatile Shape published;
    static Shape plain;

    // Called for what it does behind a call.
    static int aroundCall(Shape shape, int how) {
        int before = shape.corners();
        Shape other = make(how);
        return 1000 * before + 10 * other.corners() + shape.corners() + other.area();
    }

    static Shape make(int how) {
        switch (how) {
            case 1:
                return new Ball();
            case 2:
                return new Flag();
            default:
                return how == 0 ? new Shape() : new Box();
        }
    }

    // A loop without calls.
    static int length(Shape shape) {
        int n = 0;
        for (Shape s = shape; s != null; s = s.next()) {
            n++;
        }
        return n;
    }

    // The same until something is published that no code has met.
    static long spin(Shape first) {
        long turns = 0;
        Shape shape = first;
        while (true) {
            turns++;
            if (shape.next() == null) {
                return shape.side;
            }
            Shape found = plain;
            if (found != null) {
                shape = found;
            }
        }
    }

    static Shape circle() {
        Shape shape = new Shape();
        shape.next = shape;
        return shape;
    }

    static int inMonitor(Object lock, Shape shape) {
        int before = shape.area();
        synchronized (lock) {
            Shape late = published;
            before += late == null ? 0 : late.area();
        }
        return before + shape.area();
    }

    static int caught(Shape shape) {
        int sum = 0;
        for (int i = 0; i < 3; i++) {
            try {
                sum += shape.area();
                if (i == 1) {
                    sum += make(7).area();
                }
                sum += ((Shape) null).area();
            } catch (NullPointerException e) {
                sum += shape.corners();
            }
        }
        return sum;
    }

    public static void main(String[] args) throws Exception {
        Shape box = new Box();
        long sum = 0;
        for (int i = 0; i < 30_000; i++) {
            sum += aroundCall(box, i % 2 * 3) + inMonitor(box, box) + caught(box);
        }
        System.out.println(sum);
        System.out.println(aroundCall(box, 1));
        System.out.println(aroundCall(box, 2));
        published = new Flag();
        System.out.println(inMonitor(box, box) + " " + caught(box));

        Shape list = null;
        for (int i = 0; i < 10; i++) {
            Shape shape = i % 2 == 0 ? new Shape() : new Box();
            shape.next = list;
            list = shape;
        }
        int lengths = 0;
        for (int i = 0; i < 30_000; i++) {
            lengths += length(list);
        }
        System.out.println(lengths);
        plain = new Shape();
        for (int i = 0; i < 30_000; i++) {
            sum += spin(circle());
        }
        plain = null;
        Thread[] spinning = new Thread[3];
        long[] results = new long[spinning.length];
        for (int i = 0; i < spinning.length; i++) {
            int number = i;
            spinning[i] = new Thread(() -> results[number] = spin(circle()));
            spinning[i].start();
        }
        Shape ring = new Ring();
        ring.side = 77;
        ring.next = ring;
        plain = ring;
        for (Thread thread : spinning) {
            thread.join();
        }
        System.out.println(results[0] + " " + results[1] + " " + results[2]);
        list.next.next = ring;
        System.out.println(length(list));

        Maker maker = new Maker();
        Tree tree = new Tree();
        int weights = 0;
        for (int i = 0; i < 10_000; i++) {
            weights += tree.sum(8, maker);
        }
        System.out.println(weights);
        maker.oaks = true;
        System.out.println(tree.sum(8, maker) + " " + tree.sum(8, maker));
    }
}
