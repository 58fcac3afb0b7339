// java.lang.reflect.Array: every element type, conversions, and the exceptions of wrong uses.

import java.lang.reflect.Array;
import java.util.concurrent.Callable;

public class ArrayAccess {
    static void show(Callable<?> c) {
        try {
            System.out.println(c.call());
        } catch (Throwable t) {
            System.out.println(t.getClass().getName() + ": " + t.getMessage());
        }
    }

    static Object set(Object array, Object value) {
        Array.set(array, 0, value);
        return Array.get(array, 0);
    }

    public static void main(String[] args) {
        Class<?>[] types = {
            int.class, int[].class, long[][].class, byte.class, boolean.class, char.class, short.class,
            float.class, double.class, String.class,
        };
        for (Class<?> type : types) {
            System.out.println(type);
            show(() -> set(Array.newInstance(type, 2), (byte) 3));
            show(() -> {
                Object array = Array.newInstance(type, 2);
                Array.setInt(array, 0, 3);
                return Array.getLong(array, 0);
            });
            show(() -> {
                Object array = Array.newInstance(type, 2);
                Array.setChar(array, 1, 'x');
                return Array.getDouble(array, 1);
            });
            show(() -> Array.newInstance(type, 2, 3).getClass());
        }
        show(() -> Array.newInstance(void.class, 1));
        show(() -> Array.newInstance(int.class, -1));
        show(() -> Array.newInstance(int.class, new int[0]));
        show(() -> Array.newInstance(int.class, new int[256]));
        show(() -> Array.newInstance(int.class, 2, -3));
        show(() -> Array.get("x", 0));
        show(() -> Array.get(new int[1], 5));
        show(() -> Array.get(new int[1], -1));
        show(() -> Array.get(null, 0));
        show(() -> Array.getInt(new Object[1], 0));
        show(() -> Array.getBoolean(new int[1], 0));
        show(() -> set(new String[1], 3));
        show(() -> set(new int[1], null));
        show(() -> set(new int[1], "x"));
        show(() -> {
            Array.setLong(new int[1], 0, 3L);
            return null;
        });
        show(() -> {
            Array.setInt(new Object[1], 0, 3);
            return null;
        });
    }
}
