import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Enumeration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * Opens mutated jars in every way: {@code Jars CORPUS FIRST COUNT PROGRESS}, and one line for each tells what came of it.
 * {@code Jars CORPUS FIRST dump FOLDER COUNT} writes mutated jars.
 */
public class Jars {
    public static void main(String[] args) throws Exception {
        byte[] jar = jar(Path.of(args[0]));
        int first = Integer.parseInt(args[1]);
        if (args[2].equals("dump")) {
            for (int number = first; number < first + Integer.parseInt(args[4]); number++) {
                Files.write(Path.of(args[3], number + ".jar"), mutate(jar, number));
            }
            return;
        }
        Path file = Files.createTempFile("mutated", ".jar");
        try (FileChannel channel = FileChannel.open(
                Path.of(args[3]), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            MappedByteBuffer progress = channel.map(FileChannel.MapMode.READ_WRITE, 0, 4);
            for (int number = first; number < first + Integer.parseInt(args[2]); number++) {
                progress.putInt(0, number);
                // A file of its own each time, lest a cache knows the one before.
                Path place = file.resolveSibling(file.getFileName() + "-" + number);
                Files.write(place, mutate(jar, number));
                System.out.println(number + verdict(place));
                Files.delete(place);
            }
        } finally {
            Files.delete(file);
        }
        Mutate.memory(System.out);
    }

    private interface Step {
        Object run() throws Throwable;
    }

    private static String step(Step step) {
        try {
            return " " + step.run();
        } catch (Error e) {
            return " " + (e instanceof LinkageError ? "" : "!") + e.getClass().getSimpleName();
        } catch (Throwable e) {
            return " " + e.getClass().getSimpleName();
        }
    }

    private static String verdict(Path file) {
        return step(() -> {
            try (ZipFile zip = new ZipFile(file.toFile())) {
                return sum(zip);
            }
        }) + step(() -> {
            try (JarFile jar = new JarFile(file.toFile())) {
                return jar.getManifest() + "" + sum(jar);
            }
        }) + step(() -> {
            URL[] urls = {file.toUri().toURL()};
            try (URLClassLoader loader = new URLClassLoader(urls, null)) {
                return Class.forName("c1.H", true, loader).getDeclaredMethods().length
                        + Class.forName("c2.Main", false, loader).getDeclaredMethods().length;
            }
        });
    }

    private static String sum(ZipFile zip) throws IOException {
        CRC32 sum = new CRC32();
        int count = 0;
        for (Enumeration<? extends ZipEntry> entries = zip.entries(); entries.hasMoreElements(); count++) {
            ZipEntry entry = entries.nextElement();
            sum.update(entry.getName().getBytes());
            try (InputStream in = zip.getInputStream(entry)) {
                sum.update(in.readAllBytes());
            }
        }
        return count + "/" + sum.getValue();
    }

    private static byte[] jar(Path corpus) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream out = new ZipOutputStream(bytes)) {
            entry(out, "META-INF/MANIFEST.MF", "Manifest-Version: 1.0\nMain-Class: c1.Main\n".getBytes());
            for (String folder : new String[] {"c1", "c2", "c3"}) {
                List<Path> files;
                try (Stream<Path> list = Files.list(corpus.resolve(folder))) {
                    files = list.sorted().toList();
                }
                for (Path file : files) {
                    entry(out, folder + "/" + file.getFileName(), Files.readAllBytes(file));
                }
            }
        }
        return bytes.toByteArray();
    }

    private static void entry(ZipOutputStream out, String name, byte[] contents) throws IOException {
        ZipEntry entry = new ZipEntry(name);
        entry.setTime(315532800000L);
        if (name.startsWith("c3")) {
            CRC32 sum = new CRC32();
            sum.update(contents);
            entry.setMethod(ZipEntry.STORED);
            entry.setSize(contents.length);
            entry.setCrc(sum.getValue());
        }
        out.putNextEntry(entry);
        out.write(contents);
        out.closeEntry();
    }

    private static byte[] mutate(byte[] jar, int number) {
        SplittableRandom random = new SplittableRandom(number);
        byte[] bytes = jar.clone();
        // The directory is at the end, and that is where most can go wrong.
        int directory = Math.max(0, bytes.length - 900);
        for (int change = random.nextInt(5); change >= 0; change--) {
            int at = random.nextBoolean()
                    ? directory + random.nextInt(bytes.length - directory)
                    : random.nextInt(bytes.length);
            switch (random.nextInt(6)) {
                case 0 -> bytes[at] ^= 1 << random.nextInt(8);
                case 1 -> bytes[at] = (byte) random.nextInt(256);
                case 2 -> bytes[at] = (byte) (random.nextBoolean() ? 255 : 0);
                case 3 -> System.arraycopy(jar, random.nextInt(jar.length - 8), bytes, Math.min(at, bytes.length - 8), 8);
                case 4 -> {
                    if (random.nextInt(4) == 0) {
                        bytes = java.util.Arrays.copyOf(bytes, Math.max(1000, bytes.length - random.nextInt(200)));
                        directory = Math.max(0, bytes.length - 900);
                    }
                }
                default -> bytes[at] += random.nextBoolean() ? 1 : -1;
            }
        }
        return bytes;
    }
}
