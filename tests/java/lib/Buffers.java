// NIO buffers: all types, views, orders, limits, errors.

import java.nio.*;
import java.util.*;

public class Buffers {
    static void t(Runnable r) {
        try {
            r.run();
            System.out.println("none");
        } catch (RuntimeException e) { System.out.println(e.getClass().getSimpleName() + " " + e.getMessage()); }
    }

    public static void main(String[] a) {
        for (ByteBuffer b : new ByteBuffer[] {ByteBuffer.allocate(64), ByteBuffer.allocateDirect(64), ByteBuffer.wrap(new byte[80],
                8, 64).slice()}) for (ByteOrder o : new ByteOrder[] {ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN}) {
            b.clear().order(o);
            b.put((byte) 1).putShort((short) -2).putChar('é').putInt(3).putLong(4L << 40).putFloat(5.5f).putDouble(-6.25).put("bytes".getBytes());
            b.flip();
            System.out.println(b + " " + b.get() + b.getShort() + b.getChar() + b.getInt() + b.getLong() + b.getFloat() + b.getDouble()
                    + (char) b.get() + b.remaining() + b.hashCode());
            b.mark();
            b.get();
            b.reset();
            System.out.println(b.compact() + " " + b.getInt(0) + b.getLong(3) + b.duplicate().order() + b.asReadOnlyBuffer().isReadOnly());
            b.clear();
            IntBuffer ib = b.asIntBuffer();
            ib.put(0, 0x01020304).put(1, -1);
            LongBuffer lb = b.position(8).slice().order(o).asLongBuffer();
            lb.put(77).put(new long[] {88, 99});
            ShortBuffer sb = b.asShortBuffer();
            CharBuffer cb = b.clear().asCharBuffer();
            FloatBuffer fb = b.asFloatBuffer();
            DoubleBuffer db = b.asDoubleBuffer();
            System.out.println(b.get(0) + " " + lb.get(1) + sb.get(3) + (int) cb.get(0) + fb.get(0) + db.get(1) + ib.isDirect() + ib.capacity());
            b.limit(10);
            t(() -> b.getLong(5));
            b.position(8);
            t(() -> b.getInt());
            t(() -> b.position(11));
            t(() -> b.limit(65));
            t(() -> b.put(new byte[5]));
            t(() -> b.asReadOnlyBuffer().put((byte) 1));
            t(() -> b.get(-1));
            t(() -> b.duplicate().reset());
            t(() -> b.slice(3, 50));
            System.out.println(b.slice(2, 4).capacity() + "" + b.compareTo(ByteBuffer.allocate(3)) + b.mismatch(b.duplicate()) + b.equals(b.duplicate()));
        }
        t(() -> ByteBuffer.allocate(-1));
        t(() -> ByteBuffer.allocateDirect(4).array());
        CharBuffer c = CharBuffer.wrap("hello");
        System.out.println(c.subSequence(1, 3) + "" + c.charAt(2) + c.length() + c.chars().sum());
    }
}
