import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * Compiles programs: {@code Compile together|each SOURCES CLASSES LIST}. The packages of those that do not compile are
 * printed, each with the compiler's first words; compiled together, all of them count as broken if one is.
 */
public class Compile {
    public static void main(String[] args) throws Exception {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        Path sources = Path.of(args[1]);
        List<String> names = Files.readAllLines(Path.of(args[3]));
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            if (args[0].equals("together") && compile(compiler, files, sources, args[2], names).isEmpty()) {
                return;
            }
            for (String name : names) {
                String errors = compile(compiler, files, sources, args[2], List.of(name));
                if (!errors.isEmpty()) {
                    System.out.println(name + " " + errors.lines().limit(3).reduce("", (a, b) -> a + b + " / "));
                }
            }
        }
    }

    private static String compile(
            JavaCompiler compiler, StandardJavaFileManager files, Path sources, String classes, List<String> names) {
        List<Path> paths = new ArrayList<>();
        for (String name : names) {
            paths.add(sources.resolve(name).resolve("Main.java"));
        }
        StringWriter errors = new StringWriter();
        List<String> options = List.of("-d", classes, "-nowarn", "-Xlint:none", "-proc:none", "-g");
        boolean good =
                compiler.getTask(errors, files, null, options, null, files.getJavaFileObjectsFromPaths(paths)).call();
        return good ? "" : errors + " ";
    }
}
