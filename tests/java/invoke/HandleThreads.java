// Method handles and call sites shared by threads; lambda linkage races.

import java.lang.invoke.*;
import java.util.*;
import java.util.concurrent.*;
import java.util.function.*;

public class HandleThreads {
    static int inc(int a) { return a + 1; }
    static Supplier<String> make(String s) { return () -> "s" + s; }

    public static void main(String[] a) throws Exception {
        ExecutorService ex = Executors.newFixedThreadPool(6);
        CyclicBarrier b = new CyclicBarrier(6);
        List<Future<Long>> fs = new ArrayList<>();
        MethodHandle inc = MethodHandles.lookup().findStatic(HandleThreads.class, "inc", MethodType.methodType(int.class, int.class));
        MutableCallSite site = new MutableCallSite(inc);
        MethodHandle inv = site.dynamicInvoker();
        for (int t = 0; t < 6; t++) {
            int tt = t;
            fs.add(ex.submit(() -> {
                b.await();
                long sum = 0;
                String txt = "";
                for (int i = 0; i < 2000; i++) {
                    try { sum += (int) inv.invokeExact(i); } catch (Throwable e) { throw new AssertionError(e); }
                    IntUnaryOperator u = x -> x + tt;
                    sum += u.applyAsInt(i) - tt;
                    txt = "t" + i + make("z" + i).get().length();
                }
                return sum + txt.length();
            }));
        }
        Set<Long> r = new HashSet<>();
        for (Future<Long> f : fs) r.add(f.get());
        System.out.println(r);
        ex.shutdown();
    }
}
