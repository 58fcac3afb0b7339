// Sequences of the random generators.

import java.util.*;
import java.util.random.*;

public class Randoms {
    public static void main(String[] a) {
        Random r = new Random(42);
        System.out.println(r.nextInt() + " " + r.nextInt(100) + " " + r.nextLong() + " " + r.nextDouble() + " " + r.nextFloat() +
                " " + r.nextBoolean() + " " + r.nextGaussian() + " " + r.nextInt(5, 10));
        byte[] b = new byte[10];
        r.nextBytes(b);
        System.out.println(Arrays.toString(b));
        SplittableRandom s = new SplittableRandom(7), t = s.split();
        System.out.println(s.nextInt() + " " + t.nextLong() + " " + s.nextDouble(3) + s.ints(3, 0, 9).boxed().toList());
        for (String n : new String[] {"L64X128MixRandom", "Xoshiro256PlusPlus", "L32X64MixRandom", "L128X256MixRandom",
                "Xoroshiro128PlusPlus", "SplittableRandom", "Random"}) {
            RandomGenerator g = RandomGeneratorFactory.of(n).create(99);
            System.out.println(n + " " + g.nextInt() + " " + g.nextLong() + " " + g.nextDouble() + " " + g.nextInt(1000));
        }
        System.out.println(new Random(1).doubles(3).boxed().toList() + "" + new Random(5).longs(2).boxed().toList());
        List<Integer> l = new ArrayList<>(List.of(1, 2, 3, 4, 5, 6));
        Collections.shuffle(l, new Random(0));
        System.out.println(l);
        System.out.println(UUID.nameUUIDFromBytes("x".getBytes()) + " " + new UUID(1, 2) + UUID.randomUUID().version());
        System.out.println(java.util.concurrent.ThreadLocalRandom.current().nextInt(1) + Math.random() * 0);
    }
}
