// Declared and public members of classes, with modifiers and order made deterministic.

import java.lang.reflect.*;
import java.util.*;

public class Members {
    public interface I {
        int K = 1;
        void im();
        default void dm() { }
        static void sm() { }
        private void pm() { }
    }

    public static abstract class A<T> implements I, Comparable<A<T>> {
        public int pf;
        protected transient volatile long tv;
        private static final String S = "s";
        T t;
        int[][] arr;
        public A() throws java.io.IOException { }
        protected A(int x, T... ts) { }
        public synchronized native void nat();
        protected abstract T gen(List<? super T> l) throws IllegalStateException;
        public strictfp double sf(double d) { return d; }
        private static <X extends Number & Runnable> X st(Map<String, ? extends X[]> m) { return null; }
        void va(String... s) { }
        public int compareTo(A<T> o) { return 0; }
        @Override public final String toString() { return ""; }
    }

    public static class B extends A<String> {
        public B() throws Exception { super(); }
        @Override protected String gen(List<? super String> l) { return null; }
        public void im() { }
        public int pf;
        class Inner { Inner(int q) { } }
        enum E { X { } }
        record R(int a, String... b) { }
        @interface An { int v() default 3; }
    }

    static void show(Object[] ms, boolean gen) {
        List<String> l = new ArrayList<>();
        for (Object m : ms) l.add(m instanceof Method x ? x.toGenericString() + " | " + x + x.isBridge() + x.isSynthetic() + x.isVarArgs()
                + x.isDefault() + x.getModifiers() : m instanceof Constructor<?> c ? c.toGenericString() + " | " + c + c.isVarArgs()
                + c.isSynthetic() : m instanceof Field f ? f.toGenericString() + " | " + f + f.getModifiers() + f.isSynthetic() + f.isEnumConstant()
                : m.toString());
        Collections.sort(l);
        for (String s : l) System.out.println("  " + s);
    }

    public static void main(String[] args) throws Exception {
        for (Class<?> c : new Class<?>[] {I.class, A.class, B.class, B.Inner.class, B.E.class, B.E.X.getClass(), B.R.class, B.An.class,
                int[].class, int.class, Runnable.class, Thread.State.class}) {
            System.out.println(c + " " + Modifier.toString(c.getModifiers()) + " " + c.toGenericString() + " " + c.getGenericSuperclass()
                    + Arrays.toString(c.getGenericInterfaces()) + Arrays.toString(c.getTypeParameters()) + c.isInterface() + c.isAnnotation()
                    + c.isEnum() + c.isRecord() + c.isArray() + c.isPrimitive() + c.isAnonymousClass() + c.isLocalClass() + c.isMemberClass()
                    + c.isSynthetic() + c.getEnclosingClass() + c.getDeclaringClass() + c.isSealed());
            show(c.getDeclaredFields(), true);
            show(c.getDeclaredConstructors(), true);
            show(c.getDeclaredMethods(), true);
            if (c.getName().startsWith("Members")) {
                show(c.getFields(), true);
                show(c.getConstructors(), true);
                show(c.getMethods(), true);
                show(c.getDeclaredClasses(), false);
                show(c.getClasses(), false);
            }
        }
        for (String n : new String[] {"nope", "pf", "S"}) try { System.out.println(B.class.getField(n)); } catch (NoSuchFieldException e)
                {
            System.out.println(e);
        }
        try { B.class.getMethod("gen", List.class); } catch (NoSuchMethodException e) {
            System.out.println(e.getMessage());
        }
        try { A.class.getDeclaredConstructor(String.class, int[].class); } catch (NoSuchMethodException e) {
            System.out.println(e.getMessage());
        }
        System.out.println(B.class.getDeclaredMethod("gen", List.class).getReturnType() + " " + A.class.getDeclaredMethod("gen",
                List.class).getReturnType());
        System.out.println(Runnable.class.getMethods().length + " " + A.class.getDeclaredMethod("nat").getExceptionTypes().length +
                Arrays.toString(A.class.getDeclaredConstructor().getGenericExceptionTypes()) + A.class.getDeclaredMethod("nat").equals(A.class.getDeclaredMethod("nat"))
                + (A.class.getDeclaredMethod("nat") == A.class.getDeclaredMethod("nat")) + A.class.getDeclaredMethod("nat").hashCode());
    }
}
