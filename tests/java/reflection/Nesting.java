// Enclosing and inner attributes of anonymous, local and member classes; sealed and records.

import java.util.*;
import java.util.function.*;

public class Nesting {
    static Object sf = new Object() { };
    Object inst = new Object() { };

    Nesting() {
        class InCtor { }
        show(InCtor.class);
        show(new Object() { }.getClass());
    }

    static void show(Class<?> c) {
        System.out.println(c.getName() + "|" + c.getSimpleName() + "|" + c.getCanonicalName() + "|" + c.getEnclosingClass() + "|" +
                c.getEnclosingMethod() + "|" + c.getEnclosingConstructor() + "|" + c.getDeclaringClass() + "|" + c.isAnonymousClass()
                + c.isLocalClass() + c.isMemberClass() + "|" + java.lang.reflect.Modifier.toString(c.getModifiers()) + "|" + c.getTypeName());
    }

    sealed interface S permits S1, S2, E { }
    record S1(int a, List<String> b) implements S { S1 { } }
    static final class S2 implements S { }
    enum E implements S { A, B { } }
    class Mem { class Deep { } }
    static class $Dollar$ { class In$ner { } }
    protected static interface PI { }
    private static @interface An { }

    static <T> void gen(T t, int[] x) {
        class Loc<Q> { class Q2 { } }
        show(Loc.class);
        show(new Loc<T>().new Q2().getClass());
        Supplier<Object> s = () -> new Object() { };
        show(s.get().getClass());
    }

    public static void main(String[] args) throws Exception {
        show(sf.getClass());
        show(new Nesting().inst.getClass());
        show(Mem.Deep.class);
        show($Dollar$.In$ner.class);
        show(PI.class);
        show(An.class);
        show(E.B.getClass());
        show(E.A.getClass());
        show(int[].class);
        show(Mem[][].class);
        show(Map.Entry.class);
        show(byte.class);
        gen("x", null);
        show(new Object() {
            class X { }
            Class<?> c() { return X.class; }
        }.c());
        for (Class<?> c : new Class<?>[] {S.class, S1.class, E.class, String.class}) System.out.println(c.isSealed() + Arrays.toString(c.getPermittedSubclasses())
                + c.isRecord() + (c.isRecord() ? Arrays.toString(c.getRecordComponents()) + c.getRecordComponents()[1].getGenericType()
                + c.getRecordComponents()[1].getGenericSignature() + c.getRecordComponents()[0].getAccessor().invoke(new S1(5, null))
                : ""));
        System.out.println(String.class.getRecordComponents() + "" + Record.class.isRecord());
        List<String> ns = new ArrayList<>();
        for (Class<?> c : Nesting.class.getDeclaredClasses()) ns.add(c.getName());
        Collections.sort(ns);
        System.out.println(ns);
        System.out.println(Nesting.class.getNestMembers().length > 10);
    }
}
