import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The most frequent words of text files, each file read by a thread of a pool.
 *
 * <pre>{@code
 *   ./x java examples/WordCount.java README.md LICENSE-MIT
 * }</pre>
 */
public class WordCount {
    private static final Pattern WORD = Pattern.compile("\\p{L}{4,}");

    static Map<String, Integer> count(Path file) throws IOException {
        Map<String, Integer> counts = new TreeMap<>();
        try (Stream<String> lines = Files.lines(file, StandardCharsets.UTF_8)) {
            lines.flatMap(line -> WORD.matcher(line).results())
                .forEach(word -> counts.merge(word.group().toLowerCase(), 1, Integer::sum));
        }
        return counts;
    }

    public static void main(String[] args) throws InterruptedException {
        List<Path> files = Stream.of(args).map(Path::of).toList();
        if (files.isEmpty()) {
            System.err.println("usage: WordCount FILE...");
            System.exit(1);
        }
        ExecutorService pool = Executors.newFixedThreadPool(Math.min(4, files.size()));
        try {
            List<Future<Map<String, Integer>>> results =
                files.stream().map(file -> pool.submit(() -> count(file))).toList();
            Map<String, Integer> total = new TreeMap<>();
            for (Future<Map<String, Integer>> result : results) {
                result.get().forEach((word, n) -> total.merge(word, n, Integer::sum));
            }
            total.entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue(Comparator.reverseOrder()))
                .limit(10)
                .forEach(entry -> System.out.printf("%5d  %s%n", entry.getValue(), entry.getKey()));
        } catch (ExecutionException e) {
            System.err.println("cannot count: " + e.getCause());
            System.exit(1);
        } finally {
            pool.shutdown();
        }
    }
}
