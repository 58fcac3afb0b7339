/*
 * @test
 * @summary Class files of older versions, which nest without nest mates and concatenate without invokedynamic.
 * @compile --release 8 OldClassFiles.java
 * @run main OldClassFiles 52
 * @clean OldClassFiles OldClassFiles$Inner
 * @compile --release 11 OldClassFiles.java
 * @run main OldClassFiles 55
 */

import java.io.DataInputStream;
import java.io.IOException;
import java.util.function.Supplier;

public class OldClassFiles {
    private int secret = 7;

    class Inner {
        private int read() {
            return secret++;
        }
    }

    interface WithDefault {
        default String name() {
            return "default";
        }
    }

    public static void main(String[] args) throws IOException {
        try (DataInputStream in = new DataInputStream(OldClassFiles.class.getResourceAsStream("OldClassFiles.class"))) {
            in.readInt();
            in.readUnsignedShort();
            int version = in.readUnsignedShort();
            if (version != Integer.parseInt(args[0])) {
                throw new AssertionError("version " + version);
            }
        }
        OldClassFiles outer = new OldClassFiles();
        Inner inner = outer.new Inner();
        Supplier<String> supplier = () -> "read " + inner.read() + " and " + outer.secret;
        if (!supplier.get().equals("read 7 and 8") || !new WithDefault() { }.name().equals("default")) {
            throw new AssertionError();
        }
    }
}
