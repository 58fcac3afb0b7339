// Spoils the heap in the way that its argument says, behind the verifier's and the barrier's back, and collects.

import java.lang.reflect.Field;
import sun.misc.Unsafe;

public class Corrupt {
    String text = "text";
    static Corrupt kept = new Corrupt();
    static Object[] strings = new String[4];
    static Corrupt[] many = new Corrupt[100];

    public static void main(String[] args) throws Exception {
        Field f = Unsafe.class.getDeclaredField("theUnsafe");
        f.setAccessible(true);
        Unsafe unsafe = (Unsafe) f.get(null);
        long text = unsafe.objectFieldOffset(Corrupt.class.getDeclaredField("text"));
        for (int i = 0; i < many.length; i++) many[i] = new Corrupt();
        System.gc();
        switch (args[0]) {
            case "class" -> unsafe.putObject(kept, text, new int[1]);
            case "element" -> unsafe.putObject(strings, (long) unsafe.arrayBaseOffset(Object[].class), kept);
            case "dangling" -> unsafe.putLong(kept, text, unsafe.getLong(kept, text) + 8);
            // The collector does not hear of the store, and the young string goes.
            case "barrier" -> {
                for (Corrupt c : many) young(unsafe, text, c);
                for (int i = 0; i < 50_000; i++) strings[1] = "s" + i;
            }
            default -> { }
        }
        System.gc();
        System.out.println("collected");
    }

    static void young(Unsafe unsafe, long text, Corrupt old) {
        Object[] holder = {new StringBuilder("young").append(unsafe.addressSize()).toString()};
        long address = unsafe.getLong(holder, (long) unsafe.arrayBaseOffset(Object[].class));
        unsafe.putLong(old, text, address);
        holder[0] = null;
    }
}
