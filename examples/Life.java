import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Conway's Game of Life on an endless plane.
 *
 * <pre>{@code
 *   ./x java examples/Life.java                     60 generations of the gun
 *   ./x java examples/Life.java acorn 200           another pattern, more generations
 *   ./x java examples/Life.java random 100 42       a random start from a seed
 * }</pre>
 *
 * On a terminal the generations are drawn over one another; otherwise only the first and the last are printed.
 */
public class Life {
    static final int WIDTH = 64;
    static final int HEIGHT = 24;

    /** A place on the plane. */
    record Cell(int x, int y) {
        Stream<Cell> neighbours() {
            return IntStream.range(0, 9)
                .filter(i -> i != 4)
                .mapToObj(i -> new Cell(x + i % 3 - 1, y + i / 3 - 1));
        }
    }

    /** One generation: the living cells and nothing else. */
    record Generation(int number, Set<Cell> living) {
        Generation next() {
            Map<Cell, Long> neighbours = living.stream()
                .flatMap(Cell::neighbours)
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
            Set<Cell> survivors = neighbours.entrySet().stream()
                .filter(entry -> lives(entry.getKey(), entry.getValue().intValue()))
                .map(Map.Entry::getKey)
                .collect(Collectors.toUnmodifiableSet());
            return new Generation(number + 1, survivors);
        }

        private boolean lives(Cell cell, int neighbours) {
            return switch (neighbours) {
                case 2 -> living.contains(cell);
                case 3 -> true;
                default -> false;
            };
        }

        String draw() {
            return IntStream.range(0, HEIGHT)
                .mapToObj(y -> IntStream.range(0, WIDTH)
                    .mapToObj(x -> living.contains(new Cell(x, y)) ? "█" : "·")
                    .collect(Collectors.joining()))
                .collect(Collectors.joining("\n"));
        }

        @Override
        public String toString() {
            return "generation %d, %d cells".formatted(number, living.size());
        }
    }

    sealed interface Seed permits Pattern, Noise { }

    /** A start drawn by hand. */
    enum Pattern implements Seed {
        GUN(2, 2, """
            ........................O
            ......................O.O
            ............OO......OO............OO
            ...........O...O....OO............OO
            OO........O.....O...OO
            OO........O...O.OO....O.O
            ..........O.....O.......O
            ...........O...O
            ............OO
            """),
        ACORN(28, 10, """
            .O
            ...O
            OO..OOO
            """),
        GLIDER(2, 2, """
            .O
            ..O
            OOO
            """),
        SHIP(4, 8, """
            .O..O
            O
            O...O
            OOOO
            """);

        final Set<Cell> cells;

        Pattern(int left, int top, String drawing) {
            String[] rows = drawing.split("\n");
            cells = IntStream.range(0, rows.length).boxed()
                .flatMap(y -> IntStream.range(0, rows[y].length())
                    .filter(x -> rows[y].charAt(x) == 'O')
                    .mapToObj(x -> new Cell(left + x, top + y)))
                .collect(Collectors.toUnmodifiableSet());
        }
    }

    /** A start by chance. */
    record Noise(long seed) implements Seed { }

    static Generation first(Seed seed) {
        Set<Cell> cells;
        if (seed instanceof Noise noise) {
            Random random = new Random(noise.seed());
            cells = Stream.generate(() -> new Cell(random.nextInt(WIDTH), random.nextInt(HEIGHT)))
                .limit(WIDTH * HEIGHT / 4)
                .collect(Collectors.toSet());
        } else {
            cells = ((Pattern) seed).cells;
        }
        return new Generation(0, cells);
    }

    public static void main(String[] args) throws InterruptedException {
        String name = args.length > 0 ? args[0] : "gun";
        int generations = args.length > 1 ? Integer.parseInt(args[1]) : 60;
        long number = args.length > 2 ? Long.parseLong(args[2]) : 1;

        var patterns = Arrays.stream(Pattern.values())
            .collect(Collectors.toMap(pattern -> pattern.name().toLowerCase(), Function.identity()));
        if (!name.equals("random") && !patterns.containsKey(name)) {
            System.err.println("unknown pattern " + name + "; there are random and " + patterns.keySet());
            System.exit(1);
        }
        Seed seed = name.equals("random") ? new Noise(number) : patterns.get(name);

        boolean terminal = System.console() != null;
        Generation now = first(seed);
        if (!terminal) {
            System.out.println(now.draw() + "\n" + now + "\n");
        }
        while (now.number() < generations && !now.living().isEmpty()) {
            now = now.next();
            if (terminal) {
                String top = now.number() == 1 ? "\033[2J\033[H" : "\033[H";
                System.out.println(top + now.draw() + "\n" + now + "\033[K");
                Thread.sleep(25);
            }
        }
        if (!terminal) {
            System.out.println(now.draw() + "\n" + now);
        }
    }
}
