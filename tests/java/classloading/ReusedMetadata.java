// vm: -Xmx64m
// What the machine remembers at a call of the classes it saw there is forgotten when they are unloaded, since another
// class may take their place in memory.

import java.io.*;
import java.util.*;
import java.util.function.*;

public class ReusedMetadata {
    public interface Shape { String name(); default int sides() { return 0; } }
    public static class Round implements Shape {
        public String name() { return "round"; }
    }
    public static class Square implements Shape {
        int a, b, c;
        public int sides() { return 4; }
        public String name() { return "square"; }
    }
    public static class Odd implements Comparable<Object>, Runnable, Shape {
        public void run() { }
        public int compareTo(Object o) { return 0; }
        public String name() { return "odd"; }
        public int sides() { return 3; }
    }
    public static class Broken {
        static { if (true) throw new RuntimeException("broken"); }
        static void touch() { }
    }
    static final String[] NAMES = {"Round", "Square", "Odd"};
    static final Map<String, byte[]> CODE = new HashMap<>();

    static class L extends ClassLoader {
        @Override public Class<?> loadClass(String n) throws ClassNotFoundException {
            byte[] b = CODE.get(n);
            return b == null || n.endsWith("Shape") ? super.loadClass(n) : defineClass(n, b, 0, b.length);
        }
    }

    static int seen(Shape s, String expected) {
        if (!s.name().equals(expected)) throw new AssertionError(s.name() + " is not " + expected);
        if (!(s instanceof Shape) || s instanceof Runnable != expected.equals("odd")) throw new AssertionError("type of " + expected);
        return s.sides();
    }

    public static void main(String[] args) throws Exception {
        for (String n : List.of("Round", "Square", "Odd", "Broken")) {
            try (InputStream in = ReusedMetadata.class.getResourceAsStream("ReusedMetadata$" + n + ".class")) {
                CODE.put("ReusedMetadata$" + n, in.readAllBytes());
            }
        }
        long sum = 0;
        Random random = new Random(7);
        for (int round = 0; round < 60; round++) {
            List<Object> some = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                String n = NAMES[random.nextInt(3)];
                L l = new L();
                Class<?> c = l.loadClass("ReusedMetadata$" + n);
                Shape s = (Shape) c.getDeclaredConstructor().newInstance();
                Object[] array = (Object[]) java.lang.reflect.Array.newInstance(c, 1);
                array[0] = s;
                if (random.nextInt(8) == 0) some.add(array);
                for (int k = 0; k < 3; k++) sum += seen(s, n.toLowerCase());
                try {
                    if (i == 20) Class.forName("ReusedMetadata$Broken", true, l);
                } catch (ExceptionInInitializerError e) {
                    sum++;
                }
                Supplier<String> f = s::name;
                sum += f.get().length();
            }
            System.gc();
            for (Object o : some) sum += ((Shape[]) o)[0].name().length();
        }
        System.out.println(sum);
    }
}
