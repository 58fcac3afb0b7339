// Executors, futures, CompletableFuture, ForkJoin, parallel streams, timers of java.util.concurrent.

import java.util.*;
import java.util.concurrent.*;
import java.util.concurrent.atomic.*;
import java.util.stream.*;

public class Executors2 {
    static class Fib extends RecursiveTask<Integer> {
        int n;
        Fib(int n) { this.n = n; }
        protected Integer compute() {
            if (n < 8) return seq(n);
            Fib l = new Fib(n - 1);
            l.fork();
            return new Fib(n - 2).compute() + l.join();
        }
        static int seq(int n) { return n < 2 ? n : seq(n - 1) + seq(n - 2); }
    }

    static class Sort extends RecursiveAction {
        int[] a;
        int lo, hi;
        Sort(int[] a, int lo, int hi) {
            this.a = a;
            this.lo = lo;
            this.hi = hi;
        }
        protected void compute() {
            if (hi - lo < 200) {
                Arrays.sort(a, lo, hi);
                return;
            }
            int mid = (lo + hi) >>> 1;
            invokeAll(new Sort(a, lo, mid), new Sort(a, mid, hi));
            int[] t = Arrays.copyOfRange(a, lo, hi);
            int i = 0, j = mid - lo, k = lo;
            while (i < mid - lo && j < hi - lo) a[k++] = t[i] <= t[j] ? t[i++] : t[j++];
            while (i < mid - lo) a[k++] = t[i++];
            while (j < hi - lo) a[k++] = t[j++];
        }
    }

    public static void main(String[] x) throws Exception {
        ExecutorService ex = Executors.newFixedThreadPool(4);
        List<Future<Integer>> fs = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            int k = i;
            fs.add(ex.submit(() -> {
                if (k == 13) throw new IllegalStateException("13");
                return k * k;
            }));
        }
        int s = 0;
        for (Future<Integer> f : fs) try { s += f.get(); } catch (ExecutionException e) {
            System.out.println(e.getMessage());
        }
        System.out.println(s + " " + ex.invokeAll(List.<Callable<Integer>>of(() -> 1, () -> 2)).stream().mapToInt(f -> {
            try { return f.get(); } catch (Exception e) { return -1; }
        }).sum() + ex.invokeAny(List.<Callable<String>>of(() -> "any", () -> "any")));
        Future<?> slow = ex.submit(() -> {
            Thread.sleep(100000);
            return 0;
        });
        try { slow.get(20, TimeUnit.MILLISECONDS); } catch (TimeoutException e) {
            System.out.println("timeout " + slow.isDone());
        }
        System.out.println(slow.cancel(true) + " " + slow.isCancelled());
        try { slow.get(); } catch (CancellationException e) { System.out.println("cancelled"); }
        ex.shutdown();
        System.out.println(ex.awaitTermination(10, TimeUnit.SECONDS));
        try { ex.submit(() -> 1); } catch (RejectedExecutionException e) { System.out.println("rejected"); }
        ForkJoinPool fj = new ForkJoinPool(3);
        System.out.println(fj.invoke(new Fib(20)));
        int[] arr = new Random(1).ints(5000).toArray(), copy = arr.clone();
        fj.invoke(new Sort(arr, 0, arr.length));
        Arrays.sort(copy);
        System.out.println(Arrays.equals(arr, copy));
        fj.shutdown();
        System.out.println(IntStream.rangeClosed(1, 5000).parallel().filter(i -> i % 3 == 0).mapToLong(i -> (long) i * i).sum() +
                " " + IntStream.range(0, 1000).parallel().boxed().collect(Collectors.groupingByConcurrent(i -> i % 4,
                ConcurrentSkipListMap::new, Collectors.counting())) + Stream.of("b", "a", "c").parallel().sorted().collect(Collectors.joining())
                + List.of(1, 2, 3, 4).parallelStream().reduce(0, Integer::sum));
        Arrays.parallelPrefix(copy, (p, q) -> p ^ q);
        System.out.println(Arrays.hashCode(copy));
        int[] ps = new Random(2).ints(20000).toArray();
        Arrays.parallelSort(ps);
        System.out.println(Arrays.hashCode(ps));
        CompletableFuture<String> cf = CompletableFuture.supplyAsync(() -> 20).thenApplyAsync(i -> i + 1).thenCombine(CompletableFuture.supplyAsync(()
                -> 2), (p, q) -> p * q).thenCompose(v -> CompletableFuture.supplyAsync(() -> "v" + v)).whenComplete((v, e) -> System.out.println("done "
                + v + e));
        System.out.println(cf.get());
        System.out.println(CompletableFuture.supplyAsync(() -> {
            if (true) throw new IllegalArgumentException("cf");
            return 1;
        }).handle((v, e) -> e.toString()).join());
        try { CompletableFuture.failedFuture(new Exception("ff")).join(); } catch (CompletionException e) {
            System.out.println(e.getMessage());
        }
        System.out.println(CompletableFuture.allOf(CompletableFuture.runAsync(() -> { }), cf).thenApply(v -> "all").get() +
                CompletableFuture.anyOf(cf).get() + new CompletableFuture<String>().completeOnTimeout("late", 10, TimeUnit.MILLISECONDS).get());
        try { new CompletableFuture<String>().orTimeout(10, TimeUnit.MILLISECONDS).get(); } catch (ExecutionException e) {
            System.out.println(e.getCause().getClass());
        }
        ScheduledExecutorService se = Executors.newScheduledThreadPool(2);
        AtomicInteger ticks = new AtomicInteger();
        CountDownLatch cl = new CountDownLatch(3);
        ScheduledFuture<?> sf = se.scheduleAtFixedRate(() -> {
            ticks.incrementAndGet();
            cl.countDown();
        }, 1, 2, TimeUnit.MILLISECONDS);
        cl.await();
        sf.cancel(false);
        System.out.println(se.schedule(() -> "sch", 5, TimeUnit.MILLISECONDS).get() + (ticks.get() >= 3));
        se.shutdownNow();
        System.out.println(se.awaitTermination(5, TimeUnit.SECONDS));
        System.out.println(ForkJoinPool.commonPool().getParallelism() >= 1);
    }
}
