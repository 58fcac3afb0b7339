/** Lambdas and streams. */
import java.util.*;
import java.util.function.*;
import java.util.stream.*;

public class Streams {
    public static void main(String[] args) {
        long sum = 0;
        for (int round = 0; round < 45; round++) {
            int r = round;
            sum += IntStream.range(0, 8000).filter(i -> i % 3 == r % 3).mapToLong(i -> (long) i * r).sum();
            sum += IntStream.range(0, 3000).boxed().collect(Collectors.groupingBy(i -> i % 10, Collectors.counting())).values().stream().mapToLong(Long::longValue).max().getAsLong();
            List<String> words = IntStream.range(0, 1500).mapToObj(i -> "w" + (i * 37 % 401)).distinct().sorted(Comparator.reverseOrder()).toList();
            sum += words.stream().map(String::hashCode).reduce(0, Integer::sum);
            Function<Integer, Integer> f = x -> x + r;
            for (int i = 0; i < 6; i++) f = f.andThen(x -> x * 3 ^ r);
            for (int i = 0; i < 3000; i++) sum += f.apply(i);
            Supplier<Supplier<Integer>> nested = () -> () -> r;
            for (int i = 0; i < 10000; i++) sum += nested.get().get();
        }
        System.out.println("Streams " + sum);
    }
}
