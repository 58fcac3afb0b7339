// vm: -Xmx64m
// timeout: 180
// The names of hidden classes go with them: with 120 KB of names for each class, memory stays where it was.

import java.io.*;
import java.lang.invoke.MethodHandles;
import java.nio.file.*;

public class HiddenNames {
    static final int CLASSES = 1200;
    static final String LONG = "x".repeat(60_000);

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
        for (int i = from; i < to; i++) {
            Class<?> c = MethodHandles.lookup().defineHiddenClass(file("H" + i + "n" + LONG), false).lookupClass();
            if (!c.isHidden()) throw new AssertionError(i);
            if (i % 100 == 0) System.gc();
        }
    }

    public static void main(String[] args) throws Exception {
        define(0, CLASSES / 4);
        long before = residentMegabytes();
        define(CLASSES / 4, CLASSES);
        // The names of all these classes together are 100 MB.
        long growth = residentMegabytes() - before;
        System.out.println(growth < 50 ? "ok" : "grew by " + growth + " MB");
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
