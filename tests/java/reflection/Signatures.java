// javac: -parameters
// Generic signatures and parameter names.

import java.lang.reflect.*;
import java.util.*;
import java.util.function.*;

public class Signatures<T extends Comparable<? super T> & java.io.Serializable, U, V extends List<U[]>> extends HashMap<T,
        Signatures<?, ? extends U, ?>.In<U>[]> implements Function<List<? super int[]>, V> {
    class In<W> {
        T t;
        W[] ws;
        Map.Entry<String, ? extends List<? super W>>[][] deep;
        <E extends Exception, F extends W> F m(final T a, W b, Signatures<T, U, V>.In<String> c, int... d) throws E, java.io.IOException
                {
            return null;
        }
    }

    public V apply(List<? super int[]> l) { return null; }
    <A, B extends A> Signatures(A a, B... bs) { }

    enum En {
        X;
        En() { }
    }

    static String d(Type t) {
        if (t instanceof Class<?> c) return "C:" + c.getName();
        if (t instanceof ParameterizedType p) {
            StringBuilder s = new StringBuilder("P:" + d(p.getRawType()) + "@" + (p.getOwnerType() == null ? "" : d(p.getOwnerType()))
                    + "<");
            for (Type a : p.getActualTypeArguments()) s.append(d(a)).append(',');
            return s + ">";
        }
        if (t instanceof GenericArrayType g) return "A:" + d(g.getGenericComponentType());
        if (t instanceof WildcardType w) return "W:" + Arrays.toString(w.getUpperBounds()) + Arrays.toString(w.getLowerBounds());
        if (t instanceof TypeVariable<?> v) return "V:" + v.getName() + "/" + v.getGenericDeclaration().getClass().getSimpleName();
        return "?";
    }

    public static void main(String[] args) throws Exception {
        Class<?> c = Signatures.class;
        System.out.println(d(c.getGenericSuperclass()) + d(c.getGenericInterfaces()[0]));
        for (TypeVariable<?> v : c.getTypeParameters()) System.out.println(v + Arrays.toString(v.getBounds()));
        for (Field f : Signatures.In.class.getDeclaredFields()) if (!f.isSynthetic()) System.out.println(f.getName() + " " + d(f.getGenericType())
                + " " + f.getGenericType());
        for (Method m : Signatures.In.class.getDeclaredMethods()) {
            System.out.println(m.toGenericString());
            for (Type t : m.getGenericParameterTypes()) System.out.println(d(t));
            for (Type t : m.getGenericExceptionTypes()) System.out.println(d(t));
            for (Parameter p : m.getParameters()) System.out.println(p.getName() + p.isNamePresent() + p.isVarArgs() + p.isImplicit()
                    + p.isSynthetic() + Modifier.toString(p.getModifiers()) + p);
        }
        for (Constructor<?> k : new Constructor<?>[] {c.getDeclaredConstructors()[0], Signatures.In.class.getDeclaredConstructors()[0],
                En.class.getDeclaredConstructors()[0]}) {
            System.out.println(k.toGenericString() + k.getParameterCount() + k.getGenericParameterTypes().length);
            for (Parameter p : k.getParameters()) System.out.println(" " + p + p.isImplicit() + p.isSynthetic() + p.isNamePresent());
        }
        System.out.println(d(Collections.class.getMethod("max", Collection.class).getGenericReturnType()) + Collections.class.getMethod("max",
                Collection.class).toGenericString());
        System.out.println(Map.class.getMethod("entry", Object.class, Object.class).getParameters()[0] + " " + new ArrayList<String>()
                { }.getClass().getGenericSuperclass() + ((ParameterizedType) new ArrayList<String>() { }.getClass().getGenericSuperclass()).equals(new ArrayList<String>()
                { }.getClass().getGenericSuperclass()));
    }
}
