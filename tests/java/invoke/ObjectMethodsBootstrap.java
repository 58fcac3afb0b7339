// The bootstrap behind records, used by hand.

import java.lang.invoke.*;
import static java.lang.invoke.MethodType.methodType;

public class ObjectMethodsBootstrap {
    int a = 3;
    String b = "x";

    public static void main(String[] args) throws Throwable {
        MethodHandles.Lookup l = MethodHandles.lookup();
        MethodHandle ga = l.findGetter(ObjectMethodsBootstrap.class, "a", int.class), gb = l.findGetter(ObjectMethodsBootstrap.class,
                "b", String.class);
        ObjectMethodsBootstrap o = new ObjectMethodsBootstrap(), p = new ObjectMethodsBootstrap();
        MethodHandle ts = ((CallSite) java.lang.runtime.ObjectMethods.bootstrap(l, "toString", methodType(String.class,
                ObjectMethodsBootstrap.class), ObjectMethodsBootstrap.class, "a;b", ga, gb)).getTarget(), hc = ((CallSite) java.lang.runtime.ObjectMethods.bootstrap(l,
                "hashCode", methodType(int.class, ObjectMethodsBootstrap.class), ObjectMethodsBootstrap.class, "a;b", ga, gb)).getTarget(),
                eq = ((CallSite) java.lang.runtime.ObjectMethods.bootstrap(l, "equals", methodType(boolean.class,
                ObjectMethodsBootstrap.class, Object.class), ObjectMethodsBootstrap.class, "a;b", ga, gb)).getTarget();
        System.out.println((String) ts.invokeExact(o) + (int) hc.invokeExact(o) + (boolean) eq.invokeExact(o, (Object) p) + (boolean) eq.invokeExact(o,
                (Object) "s"));
        p.b = "y";
        System.out.println((boolean) eq.invokeExact(o, (Object) p));
    }
}
