// vm: -XX:+IgnoreUnrecognizedVMOptions -XX:+UnlockDiagnosticVMOptions -XX:+GCStress -XX:GCStressInterval=8000 -XX:+VerifyHeap
// timeout: 120
// Reflection, proxies, annotations, serialised objects and exceptions with their traces while the heap is collected.

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

public class ReflectionAndErrors {
    @Retention(RetentionPolicy.RUNTIME)
    @interface Mark {
        String[] names() default {"a", "b"};
        Class<?> type() default String.class;
        int[] numbers() default {};
    }

    @Mark(names = {"x", "y"}, type = Map.class, numbers = {1, 2, 3})
    static class Bean implements Serializable {
        private static final long serialVersionUID = 1;
        public Object first = "first";
        public int second = 2;
        public double[] third = {1, 2, 3};

        public Bean() {}

        @Mark(numbers = 4)
        public String mix(int a, Long b, String c, Object[] d) {
            return a + c + b + d.length;
        }

        public static Object fail(int depth) {
            if (depth > 0) return fail(depth - 1);
            throw new IllegalStateException("bottom", new RuntimeException("cause" + new int[depth].length));
        }
    }

    interface Service {
        String call(int n, Object... more) throws Exception;
    }

    public static void main(String[] args) throws Exception {
        int hash = 0;
        for (int i = 0; i < 150; i++) {
            Constructor<Bean> constructor = Bean.class.getConstructor();
            Bean bean = constructor.newInstance();
            for (Field f : Bean.class.getFields()) hash = hash * 31 + f.getName().hashCode();
            Bean.class.getField("first").set(bean, new StringBuilder("set").append(i).toString());
            Bean.class.getField("second").setInt(bean, i);
            hash = hash * 31 + bean.first.hashCode() + bean.second;
            Method mix = Bean.class.getMethod("mix", int.class, Long.class, String.class, Object[].class);
            hash = hash * 31 + mix.invoke(bean, i, (long) i, "s" + i, new Object[i % 5]).hashCode();
            try {
                Bean.class.getMethod("fail", int.class).invoke(null, i % 40);
            } catch (InvocationTargetException e) {
                StackTraceElement[] trace = e.getCause().getStackTrace();
                hash = hash * 31 + trace[0].getLineNumber() + e.getCause().getCause().getMessage().hashCode();
                hash = hash * 31 + (int) Arrays.stream(trace).filter(t -> t.getMethodName().equals("fail")).count();
            }
            hash = hash * 31 + (int) walked(i % 30);
            int n = i;
            Service service = (Service) Proxy.newProxyInstance(Service.class.getClassLoader(), new Class<?>[] {Service.class},
                    (proxy, method, a) -> method.getName() + a[0] + ((Object[]) a[1]).length + n);
            hash = hash * 31 + service.call(i, "m", i).hashCode();
            Mark mark = Bean.class.getAnnotation(Mark.class);
            hash = hash * 31 + mark.names()[1].hashCode() + mark.type().getName().hashCode() + mark.numbers().length;
            if (i % 10 == 0) {
                ByteArrayOutputStream out = new ByteArrayOutputStream();
                new ObjectOutputStream(out).writeObject(List.of(bean, "text", Map.of("k", 1)));
                List<?> back = (List<?>) new ObjectInputStream(new ByteArrayInputStream(out.toByteArray())).readObject();
                hash = hash * 31 + ((Bean) back.get(0)).second + back.get(1).hashCode();
            }
        }
        System.out.println(hash);
        Method[] methods = Bean.class.getDeclaredMethods();
        Arrays.sort(methods, Comparator.comparing(Method::getName));
        for (Method m : methods) System.out.println(m + " " + m.getAnnotations().length);
        Map<String, List<Throwable>> all = new TreeMap<>();
        for (int i = 0; i < 200; i++) {
            Throwable t = thrown(i % 4);
            all.computeIfAbsent(t.getClass().getName(), k -> new ArrayList<>()).add(t);
        }
        all.forEach((k, v) -> System.out.println(k + " " + v.size() + " " + v.get(v.size() - 1).getMessage() + " "
                + v.get(0).getStackTrace()[0].getMethodName()));
    }

    static long walked(int depth) {
        if (depth > 0) return walked(depth - 1);
        return StackWalker.getInstance().walk(s -> s.map(f -> f.getMethodName() + new int[3].length)
                .filter(name -> name.equals("walked3")).count());
    }

    static Throwable thrown(int kind) {
        Object[] a = new String[1];
        try {
            switch (kind) {
                case 0 -> a[0] = 1;
                case 1 -> a[1] = "x";
                case 2 -> a[0].hashCode();
                default -> a = (Object[]) (Object) "not an array";
            }
            return null;
        } catch (RuntimeException e) {
            return e;
        }
    }
}
