/** Interface calls with one, two and many receivers. */
public class Interfaces {
    interface Shape { int area(); default int twice() { return 2 * area(); } }
    record Square(int side) implements Shape { public int area() { return side * side; } }
    record Rect(int w, int h) implements Shape { public int area() { return w * h; } }
    record Unit() implements Shape { public int area() { return 1; } @Override public int twice() { return 3; } }
    record Scaled(Shape inner, int k) implements Shape { public int area() { return inner.area() * k; } }

    public static void main(String[] args) {
        Shape[] shapes = {new Square(3), new Rect(2, 5), new Unit(), new Scaled(new Square(2), 3)};
        Shape[] mono = {new Square(1), new Square(2)};
        long sum = 0;
        for (int i = 0; i < 5_000_000; i++) sum += shapes[i & 3].area() + shapes[(i >> 2) & 3].twice() + mono[i & 1].area();
        System.out.println("Interfaces " + sum);
    }
}
