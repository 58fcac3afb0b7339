// Streams: sources, intermediate and terminal operations, collectors, laziness.

import java.util.*;
import java.util.function.*;
import java.util.stream.*;

public class Streams2 {
    record P(String n, int a, String c) { }

    public static void main(String[] x) {
        List<P> ps = IntStream.range(0, 40).mapToObj(i -> new P("n" + i, i * 7 % 23, "c" + i % 4)).toList();
        System.out.println("" + ps.stream().collect(Collectors.groupingBy(P::c, TreeMap::new, Collectors.averagingInt(P::a))));
        System.out.println(ps.stream().sorted(Comparator.comparing(P::c).thenComparing(P::a, Comparator.reverseOrder())).limit(5).map(P::n).collect(Collectors.joining(",",
                "[", "]")));
        System.out.println(ps.stream().collect(Collectors.summarizingInt(P::a)) + " " + ps.stream().mapToInt(P::a).boxed().collect(Collectors.toMap(i
                -> i % 5, i -> i, Integer::sum, TreeMap::new)) + ps.stream().collect(Collectors.teeing(Collectors.counting(),
                Collectors.mapping(P::a, Collectors.reducing(0, Integer::sum)), (p, q) -> p + "/" + q)));
        List<String> log = new ArrayList<>();
        Optional<Integer> f = Stream.of(5, 1, 4, 2).peek(i -> log.add("p" + i)).filter(i -> i < 5).sorted().peek(i -> log.add("s" +
                i)).findFirst();
        System.out.println(f + " " + log);
        System.out.println(Stream.of("a,b", "c").flatMap(s -> Arrays.stream(s.split(","))).toList() + "" + Stream.of(1, 2, 3, 4, 1).takeWhile(i
                -> i < 4).toList() + Stream.of(1, 2, 3, 4, 1).dropWhile(i -> i < 4).toList() + Stream.iterate(1, i -> i < 100, i ->
                i * 2).map(String::valueOf).collect(Collectors.joining("-")) + IntStream.rangeClosed(1, 5).mapToObj(i -> "x".repeat(i)).skip(3).toList()
                + Stream.of(3, 1, 3, 2).distinct().count() + Stream.<Object>of("s", 1, 2.5).<String>mapMulti((o, c) -> {
            if (o instanceof Number n) {
                c.accept("n" + n);
                c.accept("m");
            }
        }).toList());
        System.out.println(DoubleStream.of(1.5, 2.5, 1e-10).sum() + " " + LongStream.rangeClosed(1, 20).reduce(1, (p, q) -> p * q) +
                IntStream.of(3, 1, 2).boxed().max(Comparator.naturalOrder()).get() + DoubleStream.iterate(1, d -> d / 3).limit(20).average().getAsDouble()
                + Stream.of(1, 2, 3).anyMatch(i -> i > 2) + Stream.empty().allMatch(i -> false) + Stream.of(1).noneMatch(i -> i == 1)
                + IntStream.range(0, 5).summaryStatistics() + "abc".chars().mapToObj(c -> (char) c).toList() + Arrays.toString(Stream.of("q",
                "r").toArray(String[]::new)) + Stream.concat(Stream.of(1), Stream.of(2)).reduce(10, (p, q) -> p * q, Integer::sum));
        Stream<Integer> used = Stream.of(1);
        used.count();
        try { used.count(); } catch (IllegalStateException e) { System.out.println(e.getMessage()); }
        try { Stream.of(1, 1).collect(Collectors.toMap(i -> i, i -> i)); } catch (IllegalStateException e) {
            System.out.println(e.getMessage());
        }
        Spliterator<Integer> sp = List.of(1, 2, 3, 4, 5, 6).spliterator();
        Spliterator<Integer> half = sp.trySplit();
        half.forEachRemaining(i -> System.out.print(i));
        sp.forEachRemaining(i -> System.out.print(i));
        System.out.println();
        int[] cl = {0};
        try (Stream<Integer> s = Stream.of(1).onClose(() -> cl[0]++)) { s.forEach(i -> { }); }
        System.out.println(cl[0] + " " + Optional.of(3).map(i -> i + 1).filter(i -> i > 3).or(() -> Optional.of(0)).stream().toList()
                + Stream.generate(new Random(1)::nextInt).limit(3).toList() + new Random(4).ints(3, 0, 10).boxed().toList() +
                Collectors.class.getSimpleName() + ps.stream().collect(Collectors.collectingAndThen(Collectors.filtering(p -> p.a() >
                20, Collectors.toSet()), Set::size)) + IntStream.iterate(0, i -> i + 1).filter(i -> i % 1000 == 999).limit(3).sum());
    }
}
