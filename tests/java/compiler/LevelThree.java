// Code that profiles computes what other code does: branches, switches, virtual and interface calls, type tests, loops.
// vm: -Xbatch -XX:TieredStopAtLevel=3 -XX:CompileThresholdScaling=0.2

import java.util.function.IntUnaryOperator;

public class LevelThree {
    static int sparse(int i) {
        switch (i & 1023) {
            case 1: return 1;
            case 100: return 2;
            case 1000: return 3;
            default: return i & 7;
        }
    }

    static int dense(int i) {
        switch (i % 5) {
            case 0: case 1: return 10;
            case 3: return 30;
            default: break;
        }
        return 40;
    }

    static int tests(Object o) {
        int found = o instanceof Number ? 1 : 0;
        if (o instanceof Comparable<?>) {
            found += 2;
        }
        try {
            found += ((CharSequence) o).length();
        } catch (ClassCastException e) {
            found += 100;
        } catch (NullPointerException e) {
            found += 1000;
        }
        return found;
    }

    static int stores(Object[] to, Object o) {
        try {
            to[0] = o;
            return 1;
        } catch (ArrayStoreException e) {
            return 2;
        }
    }

    static long loops(int n) {
        long sum = 0;
        for (int a = 0; a < n; a++) {
            int b = a;
            do {
                sum += b ^ a;
                b -= 3;
            } while (b > 0);
        }
        return sum;
    }

    synchronized int locked(int n) {
        return n + hashCode();
    }

    @Override
    public int hashCode() {
        return 7;
    }

    public static void main(String[] args) {
        Object[] objects = {1, "text", 2.5, new StringBuilder("abc"), null, 'c', new LevelThree()};
        IntUnaryOperator[] operators = {x -> x + 1, x -> x * 2, x -> -x, x -> x ^ 5};
        long sum = 0;
        for (int i = 0; i < 20_000; i++) {
            Object o = objects[i % objects.length];
            sum += sparse(i) + dense(i) + tests(o);
            sum += stores(new String[1], o) + stores(new Object[1], o) + stores(new Number[1], o);
            sum += operators[i % operators.length].applyAsInt(i);
            sum += o == null ? 0 : o.hashCode() & (o instanceof StringBuilder ? 0 : 255);
            sum += loops(i % 20) + ((LevelThree) objects[6]).locked(i);
        }
        System.out.println(sum);
    }
}
