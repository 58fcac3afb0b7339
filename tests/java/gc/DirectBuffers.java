// vm: -Xmx64m -XX:MaxDirectMemorySize=32m
// Direct memory is given back when its buffers die; the limit holds.

import java.nio.*;
import java.util.*;

public class DirectBuffers {
    public static void main(String[] a) {
        for (int i = 0; i < 500; i++) {
            ByteBuffer b = ByteBuffer.allocateDirect(1 << 20);
            b.putInt(0, i);
            if (b.getInt(0) != i) System.out.println("bad");
        }
        System.out.println("through");
        List<ByteBuffer> l = new ArrayList<>();
        try { while (true) l.add(ByteBuffer.allocateDirect(4 << 20)); } catch (OutOfMemoryError e) {
            System.out.println((l.size() >= 7) + " " + e.getMessage().replaceAll("\\d+", "N"));
        }
        l.clear();
        System.out.println(ByteBuffer.allocateDirect(8 << 20).capacity());
    }
}
