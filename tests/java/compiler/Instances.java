// Compiled code makes objects by method handles, lambdas and Unsafe.allocateInstance of classes in all states, and asks for
// identity hashes; virtual calls through tables of classes that are loaded later.
// vm: -Xmixed -Xbatch --add-opens java.base/jdk.internal.misc=ALL-UNNAMED --add-exports java.base/jdk.internal.misc=ALL-UNNAMED
// javac: --add-exports java.base/jdk.internal.misc=ALL-UNNAMED

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.function.IntSupplier;

import jdk.internal.misc.Unsafe;

public class Instances {
    static class Plain {
        int x = 5;
        Object y;
    }

    static class Initialised {
        static {
            System.out.println("Initialised runs");
        }

        int z = 1;
    }

    static class Broken {
        static {
            if (true) {
                throw new IllegalStateException("broken");
            }
        }
    }

    abstract static class Abstract {
    }

    static class Large {
        long a0, a1, a2, a3, a4, a5, a6, a7, a8, a9;
    }

    static Object make(Class<?> c) throws InstantiationException {
        return Unsafe.getUnsafe().allocateInstance(c);
    }

    static String tried(Class<?> c) {
        try {
            return make(c).getClass().getSimpleName();
        } catch (Throwable t) {
            return t.getClass().getName();
        }
    }

    static int hash(Object o) {
        return System.identityHashCode(o);
    }

    static IntSupplier supplier(int a, Object b) {
        return () -> a + (b == null ? 0 : 1);
    }

    interface Speaker {
        int speak(int x);
    }

    abstract static class Base implements Speaker {
        abstract int one();

        int two() {
            return 2;
        }

        public int speak(int x) {
            return one() * 100 + two() * 10 + x;
        }
    }

    static class A extends Base {
        int one() {
            return 1;
        }
    }

    static class B extends Base {
        int one() {
            return 3;
        }

        int two() {
            return 4;
        }
    }

    static class C extends B {
        int two() {
            return 6;
        }

        int three() {
            return 7;
        }
    }

    static class D extends C {
    }

    static int speakAll(Base[] all, int x) {
        int sum = 0;
        for (Base b : all) {
            sum = sum * 7 + b.speak(x) + b.two();
        }
        return sum;
    }

    public static void main(String[] args) throws Throwable {
        MethodHandle constructor =
                MethodHandles.lookup().findConstructor(Plain.class, MethodType.methodType(void.class));
        long sum = 0;
        Object keep = null;
        for (int i = 0; i < 30_000; i++) {
            Plain p = (Plain) constructor.invokeExact();
            sum += p.x + (p.y == null ? 1 : 0);
            Plain raw = (Plain) make(Plain.class);
            sum += raw.x + (raw.y == null ? 1 : 0);
            Large large = (Large) make(Large.class);
            sum += large.a0 + large.a9;
            large.a9 = 7;
            sum += supplier(i, p).getAsInt();
            int h = hash(p);
            sum += h == hash(p) && h == p.hashCode() && h > 0 ? 1 : 100;
            synchronized (p) {
                sum += h == System.identityHashCode(p) ? 1 : 100;
                sum += p.hashCode() == h ? 0 : 1;
            }
            sum += hash(null);
            if (i % 1000 == 0) {
                keep = new Object[] {keep, p};
            }
        }
        System.out.println(sum);
        for (Class<?> c : new Class<?>[] {Initialised.class, Broken.class, Abstract.class, Runnable.class, int[].class,
                String.class, Broken.class, Object.class, Thread.State.class}) {
            System.out.println(tried(c));
        }
        Base[] all = {new A(), new A(), new A(), new A()};
        long spoken = 0;
        for (int i = 0; i < 20_000; i++) {
            if (i == 8_000) {
                all[1] = new B();
            } else if (i == 12_000) {
                all[2] = (Base) Class.forName("Instances$C").getDeclaredConstructor().newInstance();
            } else if (i == 16_000) {
                all[3] = (Base) Class.forName("Instances$D").getDeclaredConstructor().newInstance();
            }
            spoken = spoken * 31 + speakAll(all, i % 10);
        }
        System.out.println(spoken);
    }
}
