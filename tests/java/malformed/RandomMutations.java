// timeout: 180
// Thousands of class files with random bytes changed: whatever happens, it is no crash and only LinkageErrors or ordinary exceptions.

import java.io.*;
import java.util.*;

public class RandomMutations {
    static class L extends ClassLoader {
        L() { super(RandomMutations.class.getClassLoader()); }
        Class<?> def(byte[] b, int n) { return defineClass(null, b, 0, n); }
    }

    static class Victim implements Runnable {
        int f = 3;
        static final String S = "s";
        long l = 1L << 40;
        double[] d = {1.5, 2.5};
        static int fact(int n) { return n <= 1 ? 1 : n * fact(n - 1); }
        public void run() { }
        String sw(String s) {
            switch (s) {
                case "a": return "1";
                case "b": return "2";
                default: try { return s + f + l; } finally { f++; }
            }
        }
        @Deprecated synchronized Object loop(Object... os) {
            for (Object o : os) if (o instanceof Integer i && i > 3) return (Runnable) () -> System.identityHashCode(o);
            return new int[2][3];
        }
    }

    enum V2 {
        A, B {
            @Override public String toString() { return "bee"; }
        }
    }

    record V3(int a, List<String> b) { }

    interface V4 {
        default int x() { return 5; }
        static int y() { return 6; }
    }

    static byte[] bytes(String n) throws IOException {
        try (InputStream in = RandomMutations.class.getResourceAsStream(n + ".class")) { return in.readAllBytes(); }
    }

    public static void main(String[] a) throws Exception {
        Random r = new Random(20240607);
        byte[][] seeds = {bytes("RandomMutations$Victim"), bytes("RandomMutations$V2"), bytes("RandomMutations$V3"), bytes("RandomMutations$V4"),
                bytes("RandomMutations$L")};
        int tried = 0, odd = 0;
        for (int i = 0; i < 4000; i++) {
            byte[] b = seeds[i % seeds.length].clone();
            int n = b.length;
            int k = 1 + r.nextInt(r.nextInt(4) == 0 ? 20 : 3);
            for (int j = 0; j < k; j++) switch (r.nextInt(5)) {
                case 0: b[r.nextInt(b.length)] = (byte) r.nextInt(256);
                break;
                case 1: b[r.nextInt(b.length)] ^= 1 << r.nextInt(8);
                break;
                case 2: b[r.nextInt(b.length)] = (byte) (r.nextBoolean() ? 0 : 255);
                break;
                case 3: {
                    int p = r.nextInt(b.length - 8), q = r.nextInt(b.length - 8);
                    System.arraycopy(b, p, b, q, 1 + r.nextInt(7));
                    break;
                }
                default: if (r.nextInt(10) == 0) n = 1 + r.nextInt(b.length);
                else b[r.nextInt(b.length)]++;
            }
            tried++;
            try {
                Class<?> c = new L().def(b, n);
                c.getDeclaredMethods();
                c.getDeclaredFields();
                c.getDeclaredConstructors();
                c.getGenericInterfaces();
                c.getDeclaredAnnotations();
                c.getEnclosingMethod();
                c.getRecordComponents();
                c.getNestHost();
                Class.forName(c.getName(), true, c.getClassLoader());
            } catch (LinkageError | RuntimeException | ClassNotFoundException e) { } catch (Throwable t) {
                if (!(t instanceof StackOverflowError) && !(t instanceof OutOfMemoryError)) {
                    odd++;
                    System.out.println(t);
                }
            }
        }
        System.out.println(tried + " " + odd);
    }
}
