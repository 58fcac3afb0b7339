import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.reflect.InvocationTargetException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Runs many programs in one VM, each in a class loader of its own: {@code Driver CLASSES SECONDS LIST}, where LIST is
 * a file with one package a line whose class Main is a program.
 *
 * <p>What a program prints comes between a line that begins with \1BEGIN and one with \1END, with the exception that it ended with. A
 * program that takes longer than SECONDS ends the VM with exit code 97.
 */
public class Driver {
    private static final int HANG = 97;
    private static volatile long began;
    private static volatile String running;

    public static void main(String[] args) throws Exception {
        Path classes = Path.of(args[0]);
        long limit = Long.parseLong(args[1]) * 1_000_000_000L;
        PrintStream out = System.out;
        Thread watch = new Thread(() -> watch(limit, out));
        watch.setDaemon(true);
        watch.start();
        for (String name : Files.readAllLines(Path.of(args[2]))) {
            began = System.nanoTime();
            running = name;
            out.println("\1BEGIN " + name);
            out.flush();
            ByteArrayOutputStream text = new ByteArrayOutputStream();
            PrintStream collected = new PrintStream(text, true, StandardCharsets.UTF_8);
            System.setOut(collected);
            try {
                run(classes, name);
            } catch (Throwable e) {
                print(e, name, collected);
            }
            running = null;
            System.setOut(out);
            collected.flush();
            out.write(text.toByteArray());
            out.println();
            out.println("\1END " + name);
            out.flush();
        }
    }

    private static void run(Path classes, String name) throws Throwable {
        Class<?> program = new Loader(classes).loadClass(name + ".Main");
        try {
            program.getMethod("main", String[].class).invoke(null, (Object) new String[0]);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    /** The exception with those frames that are the program's. */
    private static void print(Throwable e, String name, PrintStream out) {
        for (int depth = 0; e != null && depth < 5; e = e.getCause(), depth++) {
            // Of a VerifyError the first line only: the rest is a dump that no two VMs write alike.
            String message = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
            // The names of loaders have their hash codes in them.
            message = message.replaceAll("@[0-9a-f]+", "@");
            out.println("uncaught " + e.getClass().getName() + ": " + message);
            for (StackTraceElement frame : e.getStackTrace()) {
                if (frame.getClassName().startsWith(name + ".")) {
                    out.println("\tat " + frame.getClassName() + "." + frame.getMethodName() + ":" + frame.getLineNumber());
                }
            }
        }
    }

    private static void watch(long limit, PrintStream out) {
        while (true) {
            String name = running;
            if (name != null && System.nanoTime() - began > limit && name == running) {
                out.println("\1HANG " + name);
                out.flush();
                Runtime.getRuntime().halt(HANG);
            }
            try {
                Thread.sleep(100);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private static final class Loader extends ClassLoader {
        private final Path classes;

        Loader(Path classes) {
            super(ClassLoader.getPlatformClassLoader());
            this.classes = classes;
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            try {
                byte[] bytes = Files.readAllBytes(classes.resolve(name.replace('.', '/') + ".class"));
                return defineClass(name, bytes, 0, bytes.length);
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }
    }
}
