import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.invoke.MethodHandles;
import java.net.URI;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * Defines, links and looks into mutated classes: {@code Mutate CORPUS FIRST COUNT PROGRESS}, and one line for each tells
 * what came of it. With {@code Mutate CORPUS FIRST dump FILE} the mutated class is written instead.
 *
 * <p>The mutation follows from its number alone. The number that is being worked on is always in the file PROGRESS, which outlives
 * the VM. CORPUS holds class files; some of the JDK's own come in addition.
 */
public class Mutate {
    private static final int HANG = 97;
    private static final long LIMIT = 30_000_000_000L;
    /** Whether the lines hold messages too, which are often worded in another way. */
    private static final boolean VERBOSE = Boolean.getBoolean("verbose");
    private static volatile long began = Long.MAX_VALUE;

    /** A class file to mutate: its bytes, the name of a class of the same package to look up from, and its initialiser. */
    private record Base(String name, byte[] bytes, byte[] host, boolean initializes) {}

    public static void main(String[] args) throws Exception {
        List<Base> corpus = corpus(Path.of(args[0]));
        int first = Integer.parseInt(args[1]);
        if (args[2].equals("dump")) {
            Base base = base(corpus, first);
            Files.write(Path.of(args[3]), new Mutation(first, corpus).of(base));
            System.out.println(first + " " + base.name());
            return;
        }
        int count = Integer.parseInt(args[2]);
        PrintStream out = new PrintStream(new BufferedOutputStream(System.out, 1 << 16), false, StandardCharsets.UTF_8);
        Thread watch = new Thread(Mutate::watch);
        watch.setDaemon(true);
        watch.start();
        try (FileChannel channel = FileChannel.open(
                Path.of(args[3]), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            MappedByteBuffer progress = channel.map(FileChannel.MapMode.READ_WRITE, 0, 4);
            for (int number = first; number < first + count; number++) {
                progress.putInt(0, number);
                began = System.nanoTime();
                Base base = base(corpus, number);
                byte[] bytes = new Mutation(number, corpus).of(base);
                out.println(number + " " + verdict(base, bytes, number));
            }
        }
        memory(out);
        out.flush();
    }

    /** The most memory that this process ever had, as Linux tells it. */
    static void memory(PrintStream out) throws IOException {
        Path status = Path.of("/proc/self/status");
        if (Files.exists(status)) {
            Files.readAllLines(status).stream().filter(line -> line.startsWith("VmHWM")).forEach(out::println);
        }
    }

    private static Base base(List<Base> corpus, int number) {
        return corpus.get((int) Math.floorMod(number * 2654435761L, (long) corpus.size()));
    }

    private static void watch() {
        while (true) {
            if (System.nanoTime() - began > LIMIT) {
                Runtime.getRuntime().halt(HANG);
            }
            try {
                Thread.sleep(500);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    // What becomes of a class

    private static String verdict(Base base, byte[] bytes, int number) {
        Loader loader = new Loader();
        Class<?> mutant;
        String way = "define";
        // Of version 50 the old verifier has the last word, unless a stack map that cannot be read comes first: with faults in
        // several methods that depends on their order.
        String version = bytes[6] == 0 && bytes[7] == 50 ? "50" : "";
        try {
            if (base.host() != null && number % 2 == 0) {
                way = "lookup";
                mutant = lookup(loader, base).defineClass(bytes);
            } else {
                mutant = loader.define(bytes);
            }
        } catch (Throwable e) {
            return way + version + " " + name(e);
        }
        StringBuilder result = new StringBuilder(way + version);
        step(result, "link", () -> mutant.getDeclaredMethods().length);
        step(result, "constructors", () -> mutant.getDeclaredConstructors().length);
        step(result, "fields", () -> mutant.getDeclaredFields().length);
        step(result, "inner", () -> mutant.getDeclaredClasses().length + String.valueOf(mutant.getEnclosingMethod()).length());
        step(result, "generic", () -> mutant.getGenericInterfaces().length + mutant.getTypeParameters().length);
        step(result, "annotations", () -> mutant.getAnnotations().length);
        step(result, "record", () -> mutant.isRecord() ? mutant.getRecordComponents().length : mutant.getModifiers());
        step(result, "nest", () -> mutant.getNestHost() == mutant ? 1 : 0);
        step(result, "permitted", () -> mutant.isSealed() ? mutant.getPermittedSubclasses().length : 0);
        // Static initialisers are code that may now do anything, loop for ever above all.
        if (!base.initializes()) {
            step(result, "init", () -> Class.forName(mutant.getName(), true, loader) == mutant ? 1 : 0);
        }
        return result.toString();
    }

    private interface Step {
        int run() throws Throwable;
    }

    private static void step(StringBuilder result, String name, Step step) {
        try {
            result.append(' ').append(step.run());
        } catch (Throwable e) {
            result.append(' ').append(name).append(':').append(name(e));
        }
    }

    private static String name(Throwable e) {
        if (e instanceof Error && !(e instanceof LinkageError) && !e.getClass().getName().contains(".annotation.")
                && !e.getClass().getName().contains(".reflect.")) {
            return "!" + e;
        }
        return VERBOSE ? e.toString() : e.getClass().getSimpleName();
    }

    private static MethodHandles.Lookup lookup(Loader loader, Base base) throws IllegalAccessException {
        return MethodHandles.privateLookupIn(loader.define(base.host()), MethodHandles.lookup());
    }

    private static final class Loader extends ClassLoader {
        Loader() {
            super(Mutate.class.getClassLoader());
        }

        /** The classes beside the mutated one, as they are. */
        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            byte[] bytes = NEIGHBOURS.computeIfAbsent(name.replace('.', '/'), Mutate::neighbour);
            if (bytes.length == 0) {
                throw new ClassNotFoundException(name);
            }
            return defineClass(name, bytes, 0, bytes.length);
        }

        Class<?> define(byte[] bytes) {
            return defineClass(null, bytes, 0, bytes.length);
        }
    }

    /** Class files by name; empty ones stand for classes that there are not. */
    private static final Map<String, byte[]> NEIGHBOURS = new ConcurrentHashMap<>();

    private static byte[] neighbour(String name) {
        if (name.startsWith("jova/")) {
            String own = "java" + name.substring(4);
            for (String module : new String[] {"java.base", "java.logging"}) {
                try {
                    byte[] bytes = Files.readAllBytes(MODULES.resolve(module).resolve(own + ".class"));
                    new ClassFile(bytes).replace(own, name);
                    return bytes;
                } catch (IOException | InvalidPathException e) {
                    // The next module may have it.
                }
            }
        }
        return new byte[0];
    }

    // The corpus

    private static final Path MODULES = FileSystems.getFileSystem(URI.create("jrt:/")).getPath("/modules");

    private static List<Base> corpus(Path folder) throws IOException {
        List<Base> corpus = new ArrayList<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : (Iterable<Path>) files.filter(f -> f.toString().endsWith(".class")).sorted()::iterator) {
                // Beside it another class of the package lends its lookup.
                Path host = file.resolveSibling(file.endsWith("I.class") ? "H.class" : "I.class");
                if (!Files.exists(host)) {
                    host = file.resolveSibling(file.endsWith("I0.class") ? "E.class" : "I0.class");
                }
                byte[] lender = Files.exists(host) ? Files.readAllBytes(host) : null;
                String name = folder.relativize(file).toString().replace(".class", "");
                byte[] bytes = Files.readAllBytes(file);
                NEIGHBOURS.put(name, bytes);
                corpus.add(base(name, bytes, lender));
            }
        }
        for (String part : new String[] {"java.base/java/util", "java.base/java/lang", "java.base/java/time", "java.logging"}) {
            try (Stream<Path> files = Files.walk(MODULES.resolve(part))) {
                List<Path> sorted = files.filter(f -> f.toString().endsWith(".class")).sorted().toList();
                for (int index = 0; index < sorted.size(); index += 5) {
                    byte[] bytes = Files.readAllBytes(sorted.get(index));
                    if (bytes.length < 16_000) {
                        corpus.add(base(sorted.get(index).toString(), bytes, null));
                    }
                }
            }
        }
        corpus.removeIf(base -> !links(base));
        return corpus;
    }

    /** Some classes of the JDK cannot live in another package. */
    private static boolean links(Base base) {
        try {
            return new Loader().define(base.bytes()).getDeclaredMethods().length >= 0;
        } catch (LinkageError e) {
            return false;
        }
    }

    /** Classes of the JDK are given another package, for nobody may define into theirs. */
    private static Base base(String name, byte[] bytes, byte[] host) {
        ClassFile file = new ClassFile(bytes);
        if (host == null) {
            String own = file.thisName();
            if (own.startsWith("java/")) {
                file.replace(own, "jova" + own.substring(4));
            }
        }
        boolean initializes = new String(bytes, StandardCharsets.ISO_8859_1).contains("<clinit>");
        return new Base(name, bytes, host, initializes);
    }

    /** Where the parts of a class file are. */
    static final class ClassFile {
        final byte[] bytes;
        /** The offsets of the constants' tags. */
        final List<Integer> constants = new ArrayList<>();
        /** From where to where instructions and stack maps are. */
        final List<int[]> code = new ArrayList<>();
        private final int[] offsets;
        /** The offset of the access flags, right behind the constants. */
        final int end;

        ClassFile(byte[] bytes) {
            this.bytes = bytes;
            int count = u2(8);
            offsets = new int[count];
            int at = 10;
            for (int index = 1; index < count; index++) {
                constants.add(at);
                offsets[index] = at;
                switch (bytes[at]) {
                    case 1 -> at += 3 + u2(at + 1);
                    case 5, 6 -> {
                        at += 9;
                        index++;
                    }
                    case 7, 8, 16, 19, 20 -> at += 3;
                    case 15 -> at += 4;
                    default -> at += 5;
                }
            }
            end = at;
            at += 8 + 2 * u2(at + 6);
            at = members(at);
            members(at);
        }

        /** Goes over fields or methods and notes where code and stack maps are. */
        private int members(int at) {
            int count = u2(at);
            at += 2;
            for (int member = 0; member < count; member++) {
                at = attributes(at + 6);
            }
            return at;
        }

        private int attributes(int at) {
            int count = u2(at);
            at += 2;
            for (int attribute = 0; attribute < count; attribute++) {
                String name = text(offsets[u2(at)]);
                int length = u2(at + 2) << 16 | u2(at + 4);
                at += 6;
                if (name.equals("Code")) {
                    int size = u2(at + 6);
                    code.add(new int[] {at + 8, at + 8 + size});
                    attributes(at + 10 + size + 8 * u2(at + 8 + size));
                } else if (name.equals("StackMapTable")) {
                    code.add(new int[] {at, at + length});
                }
                at += length;
            }
            return at;
        }

        private String text(int at) {
            return new String(bytes, at + 3, u2(at + 1), StandardCharsets.ISO_8859_1);
        }

        int u2(int at) {
            return (bytes[at] & 255) << 8 | bytes[at + 1] & 255;
        }

        String thisName() {
            return text(offsets[u2(offsets[u2(end + 2)] + 1)]);
        }

        /** Replaces a text by one of the same length in all texts of the constant pool. */
        void replace(String from, String to) {
            byte[] old = from.getBytes(StandardCharsets.ISO_8859_1);
            byte[] put = to.getBytes(StandardCharsets.ISO_8859_1);
            for (int at : constants) {
                if (bytes[at] != 1) {
                    continue;
                }
                int last = at + 3 + u2(at + 1) - old.length;
                for (int start = at + 3; start <= last; start++) {
                    if (java.util.Arrays.equals(bytes, start, start + old.length, old, 0, old.length)) {
                        System.arraycopy(put, 0, bytes, start, put.length);
                    }
                }
            }
        }
    }

    // Mutations

    /** The mutation with a number. */
    static final class Mutation {
        private final SplittableRandom random;
        private final List<Base> corpus;

        Mutation(int number, List<Base> corpus) {
            this.random = new SplittableRandom(number);
            this.corpus = corpus;
        }

        byte[] of(Base base) {
            byte[] bytes = base.bytes().clone();
            ClassFile file = new ClassFile(base.bytes());
            int changes = random.nextInt(4) == 0 ? 2 + random.nextInt(10) : 1;
            for (int change = 0; change < changes && bytes.length > 40; change++) {
                bytes = change(bytes, file);
            }
            return bytes;
        }

        private byte[] change(byte[] bytes, ClassFile file) {
            int constants = Math.min(file.end, bytes.length - 16);
            // Behind the constants, where the structure is; in half of all cases instructions or stack maps.
            int body = constants + random.nextInt(bytes.length - constants - 4);
            if (!file.code.isEmpty() && random.nextBoolean()) {
                int[] range = file.code.get(random.nextInt(file.code.size()));
                body = Math.min(range[0] + random.nextInt(Math.max(1, range[1] - range[0])), bytes.length - 4);
            }
            switch (random.nextInt(16)) {
                case 0, 1 -> bytes[body] ^= 1 << random.nextInt(8);
                case 2 -> bytes[random.nextInt(bytes.length)] ^= 1 << random.nextInt(8);
                case 3, 4 -> bytes[body] = (byte) random.nextInt(256);
                case 5 -> put(bytes, body, random.nextInt(file.constants.size() + 4));
                case 6 -> put(bytes, body, interesting());
                case 7 -> constant(bytes, file);
                case 8 -> constant(bytes, file);
                case 9 -> {
                    int other = constants + random.nextInt(bytes.length - constants - 4);
                    int value = u2(bytes, body);
                    put(bytes, body, u2(bytes, other));
                    put(bytes, other, value);
                }
                case 10 -> {
                    return java.util.Arrays.copyOf(bytes, bytes.length - 1 - random.nextInt(20));
                }
                case 11 -> {
                    return splice(bytes, body, random.nextInt(6), random.nextInt(6));
                }
                case 12 -> {
                    byte[] other = corpus.get(random.nextInt(corpus.size())).bytes();
                    int length = Math.min(1 + random.nextInt(24), bytes.length - body);
                    System.arraycopy(other, random.nextInt(other.length - length), bytes, body, length);
                }
                case 13 -> {
                    // Within the class itself: code over code, entries over entries.
                    int length = Math.min(1 + random.nextInt(12), bytes.length - body);
                    System.arraycopy(bytes, constants + random.nextInt(bytes.length - constants - length + 1), bytes, body, length);
                }
                case 14 -> length(bytes, constants);
                default -> {
                    if (random.nextInt(8) == 0) {
                        put(bytes, 6, 44 + random.nextInt(20));
                    } else {
                        bytes[body] += random.nextBoolean() ? 1 : -1;
                    }
                }
            }
            return bytes;
        }

        /** Changes a constant: its tag, an index, a character. */
        private void constant(byte[] bytes, ClassFile file) {
            int at = file.constants.get(random.nextInt(file.constants.size()));
            if (at + 9 > bytes.length) {
                return;
            }
            if (random.nextInt(6) == 0) {
                bytes[at] = (byte) random.nextInt(21);
            } else if (bytes[at] == 1) {
                int length = u2(bytes, at + 1);
                if (length > 0 && at + 3 + length <= bytes.length) {
                    String characters = "/;[(LI)V<>$.:\0\u007f\u00c0a";
                    bytes[at + 3 + random.nextInt(length)] = (byte) characters.charAt(random.nextInt(characters.length()));
                }
            } else {
                put(bytes, at + 1 + 2 * random.nextInt(2), random.nextInt(file.constants.size() + 4));
            }
        }

        /** Finds what may be an attribute's length, and changes it. */
        private void length(byte[] bytes, int from) {
            for (int attempt = 0; attempt < 30; attempt++) {
                int at = from + random.nextInt(bytes.length - from - 8);
                if (bytes[at] == 0 && bytes[at + 1] == 0 && u2(bytes, at + 2) < bytes.length - at) {
                    put(bytes, at + (random.nextInt(8) == 0 ? 0 : 2), u2(bytes, at + 2) + random.nextInt(9) - 4);
                    return;
                }
            }
        }

        private byte[] splice(byte[] bytes, int at, int cut, int insert) {
            cut = Math.min(cut, bytes.length - at);
            byte[] result = new byte[bytes.length - cut + insert];
            System.arraycopy(bytes, 0, result, 0, at);
            for (int index = 0; index < insert; index++) {
                result[at + index] = (byte) random.nextInt(256);
            }
            System.arraycopy(bytes, at + cut, result, at + insert, bytes.length - at - cut);
            return result;
        }

        private int interesting() {
            int[] values = {0, 1, 2, 255, 256, 0x7fff, 0x8000, 0xffff, 0xfffe};
            return values[random.nextInt(values.length)];
        }

        private static int u2(byte[] bytes, int at) {
            return (bytes[at] & 255) << 8 | bytes[at + 1] & 255;
        }

        private static void put(byte[] bytes, int at, int value) {
            bytes[at] = (byte) (value >> 8);
            bytes[at + 1] = (byte) value;
        }
    }
}
