import java.io.ByteArrayOutputStream;
import java.io.PrintStream;

/** Compiled code takes static finals for constants, except what does change; calls on objects that they refer to are direct. */
public class StaticFinals {
    static class Animal {
        String sound() { return "..."; }
        int legs() { return 4; }
    }
    static class Bird extends Animal {
        @Override String sound() { return "tweet"; }
        @Override int legs() { return 2; }
    }
    static class Fish extends Animal {
        @Override int legs() { return 0; }
    }

    static final boolean YES = Boolean.parseBoolean("true");
    static final byte BYTE = (byte) Integer.parseInt("-100");
    static final char CHAR = (char) Integer.parseInt("65535");
    static final short SHORT = (short) Integer.parseInt("-30000");
    static final int INT = Integer.parseInt("-2147483648");
    static final long LONG = Long.parseLong("-9223372036854775807");
    static final float FLOAT = Float.parseFloat("-0.0");
    static final double DOUBLE = Double.parseDouble("NaN");
    static final Object NOTHING = YES ? null : "";
    static final Animal BIRD = new Bird();
    static final Animal FISH = new Fish();
    static final int[] ARRAY = {1, 2, 3};
    static Animal changing = BIRD;

    /** Sees its own finals before and after they are set. */
    static class Late {
        static final int[] SEEN = new int[2];
        static final int VALUE;
        static {
            for (int i = 0; i < 60_000; i++) {
                SEEN[0] += read();
            }
            VALUE = Integer.parseInt("7");
            for (int i = 0; i < 60_000; i++) {
                SEEN[1] += read();
            }
        }
        static int read() { return Late.VALUE; }
    }

    static long numbers() {
        long sum = BYTE + CHAR + SHORT + INT + LONG + Float.floatToIntBits(FLOAT);
        return DOUBLE != DOUBLE ? sum : 0;
    }

    static int branches(int i) {
        int n = 0;
        if (YES) { n += i; } else { n -= i; }
        if (!YES) { n *= 3; }
        if (NOTHING == null) { n += 1; }
        if (BIRD != null) { n += 2; }
        while (YES) {
            if (n % 3 == 0) { break; }
            n++;
        }
        return INT < 0 ? n : -n;
    }

    static int calls() {
        int n = BIRD.legs() * 100 + FISH.legs() * 10 + changing.legs() + BIRD.sound().length() + FISH.sound().length();
        return n + ARRAY.length + (BIRD instanceof Bird ? 1000 : 0) + ((Object) FISH instanceof Bird ? 5000 : 0);
    }

    static void print(int i) {
        System.out.print(i % 10);
    }

    public static void main(String[] args) {
        long a = 0, b = 0, c = 0;
        for (int i = 0; i < 60_000; i++) {
            a += numbers();
            b += branches(i);
            c += calls();
            if (i == 50_000) { changing = FISH; }
        }
        System.out.println(a + " " + b + " " + c);
        System.out.println(Late.SEEN[0] + " " + Late.SEEN[1]);
        PrintStream before = System.out;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int i = 0; i < 20_000; i++) {
            if (i == 19_000) { System.setOut(new PrintStream(bytes)); }
            print(i);
        }
        System.out.flush();
        System.setOut(before);
        System.out.println();
        System.out.println(bytes.size());
    }
}
