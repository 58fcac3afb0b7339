package jtreglite;

import java.io.OutputStream;
import java.lang.module.ModuleFinder;
import java.nio.file.Files;
import java.nio.file.Paths;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;

/**
 * Finds the properties of a JDK that {@code @requires} and {@code @modules} may ask for.
 *
 * <p>Arguments: the properties file to write, then the names of a suite's own classes, each a
 * {@code Callable<Map<String, String>>}.
 */
public final class Probe {
    private Probe() {
    }

    public static void main(String[] args) throws Exception {
        Properties found = new Properties();
        for (Map.Entry<Object, Object> entry : System.getProperties().entrySet()) {
            found.put(String.valueOf(entry.getKey()), String.valueOf(entry.getValue()));
        }
        found.put("jtreg.processors", String.valueOf(Runtime.getRuntime().availableProcessors()));
        found.put("jtreg.system.modules", ModuleFinder.ofSystem().findAll().stream()
                .map(module -> module.descriptor().name()).sorted().collect(Collectors.joining(" ")));
        found.put("jtreg.boot.modules", ModuleLayer.boot().modules().stream()
                .map(Module::getName).sorted().collect(Collectors.joining(" ")));
        for (int i = 1; i < args.length; i++) {
            try {
                Object definitions = Class.forName(args[i]).getDeclaredConstructor().newInstance();
                ((Map<?, ?>) ((Callable<?>) definitions).call()).forEach(
                        (name, value) -> found.put(String.valueOf(name), String.valueOf(value)));
            } catch (Throwable failure) {
                System.err.println("Exception while calling user-specified class: " + args[i]);
                failure.printStackTrace();
                System.exit(1);
            }
        }
        try (OutputStream out = Files.newOutputStream(Paths.get(args[0]))) {
            found.store(out, null);
        }
        System.exit(0);
    }
}
