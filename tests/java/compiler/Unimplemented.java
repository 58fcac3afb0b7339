// vm: -Xbatch -XX:-OmitStackTraceInFastThrow
// Calls by invokevirtual of what an abstract class neither declares nor implements, but promises by its interface: one class that does, several,
// one that comes later, one whose method is a default, null.

import java.util.function.IntUnaryOperator;

public class Unimplemented {
    interface Shape {
        int area(int scale);

        default int twice(int scale) {
            return 2 * area(scale);
        }
    }

    abstract static class Base implements Shape {
        int sum(int n) {
            int sum = 0;
            for (int i = 0; i < n; i++) {
                sum += area(i) + this.twice(i);
            }
            return sum;
        }
    }

    static class Square extends Base {
        public int area(int scale) {
            return scale * scale;
        }
    }

    static class Line extends Base {
        public int area(int scale) {
            return scale & 1;
        }

        public int twice(int scale) {
            return -scale;
        }
    }

    static class Late extends Line {
        @Override
        public int area(int scale) {
            return 7;
        }
    }

    abstract static class Operator implements IntUnaryOperator {
        static int apply(Operator o, int x) {
            return o.applyAsInt(x);
        }
    }

    static class Negative extends Operator {
        public int applyAsInt(int x) {
            return -x;
        }
    }

    static int sums(Base[] shapes) {
        int sum = 0;
        for (int i = 0; i < 3000; i++) {
            sum = sum * 31 + shapes[i % shapes.length].sum(i % 10);
        }
        return sum;
    }

    public static void main(String[] args) {
        System.out.println(sums(new Base[] {new Square()}));
        System.out.println(sums(new Base[] {new Square(), new Line()}));
        System.out.println(sums(new Base[] {new Square(), new Late(), new Line()}));
        System.out.println(sums(new Base[] {
            new Square() {
                @Override
                public int twice(int scale) {
                    return 5;
                }
            },
            new Late()}));
        int sum = 0;
        for (int i = 0; i < 20_000; i++) {
            sum += Operator.apply(new Negative(), i);
        }
        System.out.println(sum);
        for (int i = 0; i < 3; i++) {
            try {
                Operator.apply(null, i);
            } catch (NullPointerException e) {
                System.out.println(e.getMessage() + " " + e.getStackTrace()[0]);
            }
        }
    }
}
