// Attributes that are missing or broken one at a time: what counts, and which error it is.

import java.io.*;
import java.nio.charset.StandardCharsets;

public class OddAttributes {
    static class L extends ClassLoader {
        Class<?> def(byte[] b) { return defineClass(null, b, 0, b.length); }
    }

    static class Looping {
        static int f(int n) {
            int sum = 0;
            while (n-- > 0) sum += n;
            return sum;
        }
    }

    static byte[] bytes(String name) throws IOException {
        try (InputStream in = OddAttributes.class.getResourceAsStream(name + ".class")) { return in.readAllBytes(); }
    }

    static int find(byte[] bytes, byte[] what) {
        for (int at = 0; at + what.length <= bytes.length; at++) {
            if (java.util.Arrays.equals(bytes, at, at + what.length, what, 0, what.length)) return at;
        }
        throw new IllegalStateException("not found");
    }

    static byte[] ascii(String text) { return text.getBytes(StandardCharsets.US_ASCII); }

    static void show(byte[] b) {
        try {
            Class<?> c = new L().def(b);
            System.out.println(c.getDeclaredMethods().length + " " + c.getEnclosingMethod() + " " + c.getEnclosingClass());
        } catch (Throwable e) {
            System.out.println(e);
        }
    }

    public static void main(String[] args) throws Exception {
        class Local { }
        byte[] local = bytes("OddAttributes$1Local");
        local[find(local, ascii("InnerClasses")) + 5] = 'K';
        show(local);

        // The frame of the loop adds an int to the local variables; 9 is no type. Version 50 may fall back on the old
        // verifier, but not from a table that cannot be read.
        for (int version : new int[] {61, 50, 49}) {
            byte[] looping = bytes("OddAttributes$Looping");
            looping[7] = (byte) version;
            int frame = find(looping, new byte[] {(byte) 252, 0, 2, 1});
            looping[frame + 3] = 9;
            show(looping);
            // A type that does not fit: here the old verifier is asked.
            looping[frame + 3] = 2;
            show(looping);
        }
    }
}
