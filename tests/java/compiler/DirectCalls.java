// vm: -Xbatch -XX:CompileThresholdScaling=0.02 -XX:+UnlockDiagnosticVMOptions
/** Code that calls other methods' code by address while that is thrown away, freed, and made anew, and its place is taken by other code. */
public class DirectCalls {
    interface Shape {
        int area(int n);
    }

    static class Square implements Shape {
        public int area(int n) {
            return n * n;
        }
    }

    static class Rest implements Shape {
        public int area(int n) {
            return n + 7;
        }
    }

    static class More implements Shape {
        public int area(int n) {
            return n ^ 5;
        }
    }

    static class Base {
        int twice(int n) {
            return 2 * n;
        }
    }

    static class Other extends Base {
        @Override
        int twice(int n) {
            return 2 * n + 1;
        }
    }

    /** Too large to be inlined; its guesses at classes go wrong later. */
    static int callee(Shape shape, Base base, int n) {
        int sum = shape.area(n) + base.twice(n);
        for (int i = 0; i < 3; i++) {
            sum = sum * 31 + shape.area(i) + base.twice(i);
            sum ^= sum >>> 7;
            sum += (sum << 3) ^ (n * i);
        }
        return sum;
    }

    static int recursive(Shape shape, Base base, int depth) {
        int below = depth == 0 ? 1 : recursive(shape, base, depth - 1);
        return below * 17 + callee(shape, base, depth) + (depth % 3 == 0 ? base.twice(depth) : shape.area(depth));
    }

    /** What fills the room of code that was freed. */
    static int fill(int k, int n) {
        int sum = 0;
        for (int i = 0; i < n; i++) {
            sum += switch (k) {
                case 0 -> i * 3;
                case 1 -> Integer.toString(i).length();
                case 2 -> Integer.bitCount(i) + Integer.reverse(i);
                default -> new StringBuilder().append(i).append(k).reverse().length();
            };
        }
        return sum;
    }

    static int round(Shape shape, Base base, int k) {
        int sum = 0;
        for (int i = 0; i < 400; i++) {
            sum = sum * 3 + recursive(shape, base, i % 20);
        }
        return sum + fill(k, 300);
    }

    /** Its frame stays while what it calls is replaced. */
    public static void main(String[] args) throws Exception {
        int sum = 0;
        Shape[] shapes = {new Square(), new Square(), null, null};
        Base[] bases = {new Base(), new Base(), null, null};
        for (int k = 0; k < 24; k++) {
            if (k == 8) {
                shapes[2] = new Rest();
                bases[2] = new Other();
            }
            if (k == 16) {
                shapes[3] = new More();
                bases[3] = new Other();
            }
            int used = k < 8 ? k % 2 : k < 16 ? k % 3 : k % 4;
            sum = sum * 7 + round(shapes[used], bases[used], k % 4);
            System.gc();
            System.out.println(k + " " + sum);
        }
    }
}
