import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.function.Function;

// Does the same things known numbers of times, for the profile to show: calls, with the classes of what they take and give.

public class ProfiledCalls {
    interface Shape {
        Object name(Object of);
    }

    static class Round implements Shape {
        public Object name(Object of) {
            return of;
        }
    }

    static class Square extends Round {
        public Object name(Object of) {
            return super.name(of);
        }
    }

    static Object same(Object first, int number, Object second) {
        return number > 1 ? first : second;
    }

    static int direct(int i) {
        Object a = i % 4 == 0 ? null : "text";
        Object b = i % 2 == 0 ? (Object) 1 : 2L;
        return same(a, i % 4, b) == null ? 1 : 0;
    }

    static int byInterface(Shape shape, Object of) {
        return shape.name(of).hashCode();
    }

    static void store(Object[] to, Object what) {
        to[0] = what;
    }

    static int cast(Object o) {
        return ((CharSequence) o).length();
    }

    static int loop(int n) {
        int sum = 0;
        int i = 0;
        while (true) {
            if (i >= n) {
                return sum;
            }
            sum += i++;
        }
    }

    static Object handle(MethodHandle h, String s) throws Throwable {
        return (Object) h.invokeExact(s);
    }

    static String concat(String a, Object b) {
        return a + b;
    }

    static Object grow(String s) {
        return s.length();
    }

    static int sparse(int i) {
        switch (i) {
            case -100: return 1;
            case 7: return 2;
            case 1000: return 3;
            default: return 4;
        }
    }

    static int dense(int i) {
        switch (i) {
            case 3: return 1;
            case 4: return 2;
            case 6: return 3;
            default: return 4;
        }
    }

    static int counts(int i) {
        try {
            if (i == 7) {
                throw new IllegalStateException();
            }
            return Integer.parseInt("5") + (i > 10 ? 1 : 2);
        } catch (IllegalStateException e) {
            return -1;
        }
    }

    public static void main(String[] args) throws Throwable {
        Shape[] shapes = {new Round(), new Square()};
        MethodHandle h = MethodHandles.lookup().findStatic(ProfiledCalls.class, "grow",
            MethodType.methodType(Object.class, String.class));
        Object[] array = new Object[1];
        long sum = 0;
        int times = 1000;
        for (int i = 0; i < times; i++) {
            sum += direct(i);
            sum += byInterface(shapes[i % 2], i % 3 == 0 ? "x" : "y");
            store(array, i % 10 == 0 ? null : i % 10 == 1 ? Integer.valueOf(i) : "s");
            sum += cast(i % 2 == 0 ? "ab" : new StringBuilder());
            sum += loop(10);
            sum += handle(h, "abc").hashCode();
            sum += concat("a", i).length();
            sum += sparse(i % 4 == 0 ? 7 : i % 4 == 1 ? 1000 : i);
            sum += dense(i % 8);
            sum += counts(i % 20);
        }
        System.out.println(sum);
    }
}
