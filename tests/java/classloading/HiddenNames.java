// vm: -Xmx32m
// timeout: 180
// The names of hidden classes go with them: with 60 KB of names for each class, memory stays where it was.

import java.io.*;
import java.lang.invoke.MethodHandles;
import java.nio.file.*;

public class HiddenNames {
    static final int CLASSES = 900;
    static final String LONG = "x".repeat(30_000);

    /** A class file with a class of that name, and nothing in it. */
    static byte[] file(String name) throws IOException {
        var bytes = new ByteArrayOutputStream();
        var out = new DataOutputStream(bytes);
        out.writeInt(0xCAFEBABE);
        out.writeInt(61);
        out.writeShort(5);
        out.writeByte(1);
        out.writeUTF(name);
        out.writeByte(7);
        out.writeShort(1);
        out.writeByte(1);
        out.writeUTF("java/lang/Object");
        out.writeByte(7);
        out.writeShort(3);
        for (int n : new int[] {0x21, 2, 4, 0, 0, 0, 0}) out.writeShort(n);
        return bytes.toByteArray();
    }

    static long residentMegabytes() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
            if (line.startsWith("VmRSS:")) return Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024;
        }
        throw new IOException("no VmRSS");
    }

    static void define(int from, int to) throws Exception {
        byte[] template = file("H0000" + LONG);
        for (int i = from; i < to; i++) {
            byte[] file = template.clone();
            // The name begins behind magic number, version, length of the constant pool, tag and its own length.
            for (int n = i, at = 17; at > 13; n /= 10, at--) file[at] = (byte) ('0' + n % 10);
            Class<?> c = MethodHandles.lookup().defineHiddenClass(file, false).lookupClass();
            if (!c.isHidden()) throw new AssertionError(i);
            if (i % 100 == 0) System.gc();
        }
    }

    public static void main(String[] args) throws Exception {
        define(0, CLASSES / 3);
        long before = residentMegabytes();
        define(CLASSES / 3, CLASSES);
        // The names of all these classes together are 36 MB.
        long growth = residentMegabytes() - before;
        System.out.println(growth < 18 ? "ok" : "grew by " + growth + " MB");
        // A name that somebody else knows as well outlives the class.
        Class<?> c = MethodHandles.lookup().defineHiddenClass(file("Known"), false).lookupClass();
        String name = c.getName();
        c = null;
        for (int i = 0; i < 3; i++) {
            System.gc();
            try {
                Class.forName(name);
                System.out.println("found");
            } catch (ClassNotFoundException e) {
                System.out.println(e.getMessage().equals(name));
            }
        }
    }
}
