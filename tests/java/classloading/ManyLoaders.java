// args: 4000
// vm: -Xmx128m -XX:MaxMetaspaceSize=24m
// timeout: 180
// Loaders made and dropped in turn: their metadata, twice the limit together, is used again. With a second argument the
// resident memory is shown as it develops.

import java.io.*;
import java.nio.file.*;

public class ManyLoaders {
    public interface Op { int apply(int x); }
    public static class Payload implements Op {
        static int[] data = new int[200];
        int f;
        public int apply(int x) {
            data[x % 200]++;
            f += x;
            Runnable r = () -> f++;
            r.run();
            return f + data[x % 200];
        }
    }
    static byte[] code;
    static class L extends ClassLoader {
        Class<?> define() { return defineClass("ManyLoaders$Payload", code, 0, code.length); }
    }
    static String resident() throws IOException {
        try (var lines = Files.lines(Path.of("/proc/self/status"))) {
            return lines.filter(s -> s.startsWith("VmRSS")).findFirst().orElse("");
        }
    }
    public static void main(String[] a) throws Exception {
        try (InputStream in = ManyLoaders.class.getResourceAsStream("ManyLoaders$Payload.class")) {
            code = in.readAllBytes();
        }
        int n = Integer.parseInt(a[0]);
        long sum = 0;
        for (int i = 0; i < n; i++) {
            sum += ((Op) new L().define().getDeclaredConstructor().newInstance()).apply(i);
            if (a.length > 1 && i % 1000 == 0) System.out.println(i + " " + resident());
        }
        System.out.println(sum);
    }
}
