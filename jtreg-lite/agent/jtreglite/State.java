package jtreglite;

import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.security.Provider;
import java.security.Security;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.TimeZone;
import java.util.concurrent.Callable;

/**
 * What an action may change in a worker and the next one must not see: system properties, the standard streams, the
 * default locale and time zone, security providers.
 */
final class State {
    /** Names a class path that goes before the worker's own in {@code java.class.path}. */
    private static final String CLASS_PATH_PREFIX = "test.class.path.prefix";

    private final Properties properties = copy(System.getProperties());
    private final PrintStream out = System.out;
    private final PrintStream err = System.err;
    private final InputStream in = System.in;
    private final Locale locale = Locale.getDefault();
    private final TimeZone timeZone = TimeZone.getDefault();
    private final Provider[] providers = Security.getProviders();

    /** Runs an action with more properties and its output in files, and restores everything afterwards. */
    Outcome during(Map<String, String> more, String outFile, String errFile, Callable<Outcome> action) {
        try (PrintStream actionOut = stream(outFile);
                PrintStream actionErr = outFile.equals(errFile) ? actionOut : stream(errFile)) {
            Properties own = copy(properties);
            own.putAll(more);
            Object prefix = own.remove(CLASS_PATH_PREFIX);
            if (prefix != null) {
                own.put("java.class.path", prefix + java.io.File.pathSeparator + own.get("java.class.path"));
            }
            System.setProperties(own);
            System.setIn(new ByteArrayInputStream(new byte[0]));
            System.setOut(actionOut);
            System.setErr(actionErr);
            try {
                return action.call();
            } catch (Throwable failure) {
                failure.printStackTrace(actionErr);
                return Outcome.error("unexpected exception: " + failure);
            } finally {
                restore();
            }
        } catch (IOException e) {
            return Outcome.error("cannot write the output of the test: " + e);
        }
    }

    private void restore() {
        System.setOut(out);
        System.setErr(err);
        System.setIn(in);
        System.setProperties(copy(properties));
        if (!Locale.getDefault().equals(locale)) {
            Locale.setDefault(locale);
        }
        if (!TimeZone.getDefault().equals(timeZone)) {
            TimeZone.setDefault(timeZone);
        }
        Provider[] now = Security.getProviders();
        if (!Arrays.equals(now, providers)) {
            for (Provider provider : now) {
                Security.removeProvider(provider.getName());
            }
            for (Provider provider : providers) {
                Security.addProvider(provider);
            }
        }
    }

    private static Properties copy(Properties original) {
        Properties copy = new Properties();
        for (Map.Entry<Object, Object> entry : original.entrySet()) {
            copy.put(entry.getKey(), entry.getValue());
        }
        return copy;
    }

    private static PrintStream stream(String file) throws IOException {
        return new PrintStream(new BufferedOutputStream(new FileOutputStream(file)), true);
    }
}
