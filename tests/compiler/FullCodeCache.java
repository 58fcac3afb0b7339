// More code than the cache holds: what nobody calls any more is given up, what is called again is right.

import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.util.ArrayList;
import java.util.List;

public class FullCodeCache {
    public interface Work {
        long run(long n);
    }

    /** Each class made of this one has code of its own. */
    public static class Template implements Work {
        long a, b, c, d;

        public long run(long n) {
            a += step(n) ^ mix(n + 1, b);
            b += step(a) ^ mix(n + 2, c);
            c += step(b) ^ mix(n + 3, d);
            d += step(c) ^ mix(n + 4, a);
            return a + b + c + d;
        }

        long step(long n) {
            long r = n;
            for (int i = 0; i < 3; i++) {
                r = switch ((int) (r & 7)) {
                    case 0 -> r * 31 + i;
                    case 1 -> r / 3 - i;
                    case 2 -> Long.rotateLeft(r, i + 1);
                    case 3 -> r % 1001 + i;
                    case 4 -> ~r;
                    case 5 -> r ^ (r >>> 7);
                    case 6 -> Math.max(r, i) + 1;
                    default -> r + Integer.toString(i).length();
                };
            }
            return r;
        }

        long mix(long x, long y) {
            long z = x * 0x9E3779B97F4A7C15L + y;
            z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
            z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
            return z ^ (z >>> 31);
        }
    }

    public static void main(String[] args) throws Throwable {
        byte[] bytes;
        try (InputStream in = FullCodeCache.class.getResourceAsStream("FullCodeCache$Template.class")) {
            bytes = in.readAllBytes();
        }
        List<Work> all = new ArrayList<>();
        long sum = 0;
        for (int i = 0; i < 2600; i++) {
            Class<?> made = MethodHandles.lookup().defineHiddenClass(bytes, true).lookupClass();
            Work work = (Work) made.getDeclaredConstructor().newInstance();
            all.add(work);
            for (int n = 0; n < 60; n++) {
                sum += work.run(n);
            }
        }
        System.out.println(sum);
        // What has become cold is compiled again.
        for (int round = 0; round < 60; round++) {
            for (Work work : all.subList(0, 400)) {
                sum = sum * 31 + work.run(round);
            }
        }
        System.out.println(sum);
    }
}
