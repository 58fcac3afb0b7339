// vm: -XX:+IgnoreUnrecognizedVMOptions -XX:+UnlockDiagnosticVMOptions -XX:+GCStress -XX:GCStressInterval=8000 -XX:+VerifyHeap
// timeout: 120
// Lambdas, method handles, string concatenation and hidden classes made while the collector runs.

import java.lang.invoke.CallSite;
import java.lang.invoke.ConstantCallSite;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.MutableCallSite;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

public class LambdasAndHandles {
    static String join(String a, Object b, int c) {
        return a + ":" + b + ":" + c;
    }

    record Point(int x, String y, long[] z) {}

    public static void main(String[] args) throws Throwable {
        MethodHandles.Lookup lookup = MethodHandles.lookup();
        MethodType type = MethodType.methodType(String.class, String.class, Object.class, int.class);
        MethodHandle join = lookup.findStatic(LambdasAndHandles.class, "join", type);
        List<MethodHandle> handles = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            MethodHandle h = MethodHandles.insertArguments(join, 1, "b" + i, i);
            h = MethodHandles.filterArguments(h, 0, lookup.findVirtual(String.class, "trim", MethodType.methodType(String.class)));
            h = MethodHandles.dropArguments(h, 0, Object.class);
            handles.add(h.asType(MethodType.methodType(Object.class, Object.class, String.class)));
        }
        int hash = 0;
        for (MethodHandle h : handles) {
            hash = hash * 31 + h.invoke((Object) handles, " x ").hashCode();
            hash = hash * 31 + h.invokeWithArguments(null, " y ").hashCode();
        }
        System.out.println(hash);

        List<Supplier<String>> suppliers = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            int n = i;
            String s = "s" + i;
            IntFunction<Function<String, String>> f = k -> t -> t + k + s;
            suppliers.add(() -> f.apply(n).apply("f" + n));
        }
        System.out.println(suppliers.stream().map(Supplier::get).collect(Collectors.joining()).hashCode());

        MutableCallSite site = new MutableCallSite(MethodType.methodType(String.class));
        MethodHandle dynamic = site.dynamicInvoker();
        int length = 0;
        for (int i = 0; i < 200; i++) {
            site.setTarget(MethodHandles.constant(String.class, "constant " + i));
            length += ((String) dynamic.invokeExact()).length();
            CallSite constant = new ConstantCallSite(MethodHandles.constant(Object.class, new int[] {i}));
            length += ((int[]) constant.dynamicInvoker().invoke())[0];
        }
        System.out.println(length);

        List<Point> points = IntStream.range(0, 300)
                .mapToObj(i -> new Point(i, "p" + i, new long[] {i})).collect(Collectors.toList());
        System.out.println(points.stream().map(p -> p.x() + p.y() + p.z()[0]).collect(Collectors.joining(",")).hashCode());
        System.out.println(points.get(7).equals(new Point(7, "p7", points.get(7).z())));

        MethodHandle loop = MethodHandles.countedLoop(
                MethodHandles.constant(int.class, 500),
                MethodHandles.constant(String.class, ""),
                lookup.findStatic(LambdasAndHandles.class, "step", MethodType.methodType(String.class, String.class, int.class)));
        System.out.println(((String) loop.invoke()).hashCode());
    }

    static String step(String s, int i) {
        return (s.length() > 50 ? "" : s) + i;
    }
}
