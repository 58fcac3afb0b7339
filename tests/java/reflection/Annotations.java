// Annotations of every kind: values, arrays, nested, repeated, inherited, on types and parameters.

import java.lang.annotation.*;
import java.lang.reflect.*;
import java.util.*;

public class Annotations {
    enum C { R, G }
    @Retention(RetentionPolicy.RUNTIME) @interface All {
        byte b() default 1;
        short s() default 2;
        char c() default 'c';
        int i() default 4;
        long l() default 5;
        float f() default 6.5f;
        double d() default 7.5;
        boolean z() default true;
        String str() default "s\"q\n";
        Class<?> cls() default int[].class;
        C e() default C.G;
        Nest n() default @Nest("dn");
        int[] ia() default { 1, 2 };
        String[] ss() default { };
        Class<?>[] ca() default { String.class, void.class };
        C[] ea() default { C.R };
        Nest[] na() default { @Nest("x"), @Nest("y") };
        double[] da() default { 0.0, -0.0, Double.NaN };
        char[] cha() default { '\'', '\u00e9' };
    }

    @Retention(RetentionPolicy.RUNTIME) @interface Nest {
        String value();
        int k() default 0;
    }

    @Retention(RetentionPolicy.RUNTIME) @Inherited @interface Inh { int value(); }
    @Retention(RetentionPolicy.RUNTIME) @Repeatable(Reps.class) @interface Rep { String value(); }
    @Retention(RetentionPolicy.RUNTIME) @interface Reps { Rep[] value(); }
    @Retention(RetentionPolicy.CLASS) @interface Cls { }
    @Retention(RetentionPolicy.RUNTIME) @Target({ElementType.TYPE_USE, ElementType.TYPE_PARAMETER}) @interface TU {
        int value() default 0;
    }

    @All @Inh(3) @Rep("a") @Rep("b") @Cls static class P { }
    @All(i = 9, str = "o", ia = 7, na = @Nest(value = "q", k = 3), cls = Map.Entry.class, f = Float.NEGATIVE_INFINITY) static class Q
            extends P {
        @Deprecated(since = "3", forRemoval = true) @Rep("one") int f;
        @TU(1) List<@TU(2) String> @TU(3) [] @TU(4) [] tf;
        <@TU(5) T extends @TU(6) Number & @TU(7) Runnable> @TU(8) T m(@Nest("p0") int a, String b, @Nest("p2") @Rep("r") @TU(9) Object c,
                Map<? extends @TU(10) Number, ? super @TU(11) Integer> d) throws @TU(12) Exception {
            return null;
        }
        Q(@Nest("c") int x) { }
        class In {
            In(@Nest("in") int y) { }
            void recv(@TU(13) Q.@TU(14) In this) { }
        }
    }

    static class G<@TU(20) X> extends @TU(21) ArrayList<@TU(22) X> implements @TU(23) Cloneable { }
    record R(@Nest("rec") @TU(30) int a, @Rep("c") String b) { }
    @Nest("loc") @FunctionalInterface interface F { void f(); }

    static String at(AnnotatedType t) {
        if (t == null) return "null";
        StringBuilder s = new StringBuilder(Arrays.toString(t.getAnnotations()));
        if (t instanceof AnnotatedArrayType a) s.append("[").append(at(a.getAnnotatedGenericComponentType())).append("]");
        if (t instanceof AnnotatedParameterizedType p) for (AnnotatedType q : p.getAnnotatedActualTypeArguments()) s.append("<").append(at(q)).append(">");
        if (t instanceof AnnotatedWildcardType w) {
            for (AnnotatedType q : w.getAnnotatedLowerBounds()) s.append("sup").append(at(q));
            for (AnnotatedType q : w.getAnnotatedUpperBounds()) s.append("ext").append(at(q));
        }
        if (t instanceof AnnotatedTypeVariable v) for (AnnotatedType q : v.getAnnotatedBounds()) s.append("b").append(at(q));
        return s.toString();
    }

    static Object invoke(Method m, Object a) throws Exception {
        m.setAccessible(true);
        Object v = m.invoke(a);
        if (v == null || !v.getClass().isArray() || v instanceof Object[]) return v;
        List<Object> boxed = new ArrayList<>();
        for (int i = 0; i < Array.getLength(v); i++) boxed.add(Array.get(v, i));
        return boxed;
    }

    // The order of an annotation's members in its toString is the VM's own affair.
    static String show(Annotation a) throws Exception {
        Map<String, String> values = new TreeMap<>();
        for (Method m : a.annotationType().getDeclaredMethods()) values.put(m.getName(), Arrays.deepToString(new Object[] {invoke(m, a)}));
        return "@" + a.annotationType().getSimpleName() + values.toString().replaceAll("@Annotations.Nest\\([^)]*\\)", "@Nest");
    }

    public static void main(String[] args) throws Exception {
        for (Class<?> c : new Class<?>[] {P.class, Q.class, F.class, R.class, All.class, Inh.class}) {
            for (Annotation a : c.getAnnotations()) System.out.println(c.getSimpleName() + " " + show(a) + " " + a.annotationType());
            System.out.println(c.getDeclaredAnnotations().length + " " + Arrays.toString(c.getAnnotationsByType(Rep.class)) + c.isAnnotationPresent(Inh.class));
        }
        All a = P.class.getAnnotation(All.class), b = Q.class.getAnnotation(All.class);
        System.out.println(a.equals(b) + " " + a.equals(P.class.getAnnotation(All.class)) + (a.hashCode() == P.class.getAnnotation(All.class).hashCode())
                + a.cls() + b.cls() + a.e() + b.na()[0].k() + Arrays.toString(a.da()) + b.f() + a.hashCode() * 0 + b.i() + Proxy.isProxyClass(a.getClass()));
        a.ia()[0] = 99;
        System.out.println(a.ia()[0]);
        Field f = Q.class.getDeclaredField("f");
        System.out.println(Arrays.toString(f.getAnnotations()) + f.getAnnotation(Reps.class));
        Method m = null;
        for (Method x : Q.class.getDeclaredMethods()) if (x.getName().equals("m")) m = x;
        System.out.println(Arrays.deepToString(m.getParameterAnnotations()));
        for (Parameter p : m.getParameters()) System.out.println(p + " " + Arrays.toString(p.getAnnotations()) + at(p.getAnnotatedType()));
        System.out.println(at(m.getAnnotatedReturnType()) + at(m.getAnnotatedExceptionTypes()[0]) + at(m.getTypeParameters()[0].getAnnotatedBounds()[0])
                + at(m.getTypeParameters()[0].getAnnotatedBounds()[1]) + Arrays.toString(m.getTypeParameters()[0].getAnnotations()));
        System.out.println(at(Q.class.getDeclaredField("tf").getAnnotatedType()));
        System.out.println(at(G.class.getAnnotatedSuperclass()) + at(G.class.getAnnotatedInterfaces()[0]) + Arrays.toString(G.class.getTypeParameters()[0].getAnnotations()));
        System.out.println(Arrays.deepToString(Q.class.getDeclaredConstructor(int.class).getParameterAnnotations()) + Arrays.deepToString(Q.In.class.getDeclaredConstructor(Q.class,
                int.class).getParameterAnnotations()) + at(Q.In.class.getDeclaredMethod("recv").getAnnotatedReceiverType()));
        for (RecordComponent rc : R.class.getRecordComponents()) System.out.println(rc + Arrays.toString(rc.getAnnotations()) + at(rc.getAnnotatedType())
                + Arrays.toString(rc.getAccessor().getAnnotations()));
        System.out.println(All.class.getDeclaredMethod("na").getDefaultValue().getClass() + " " + All.class.getDeclaredMethod("i").getDefaultValue()
                + Nest.class.getDeclaredMethod("value").getDefaultValue());
        System.out.println(Arrays.toString(Thread.class.getDeclaredMethod("stop").getAnnotations()));
    }
}
