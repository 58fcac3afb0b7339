// Everything at once for a long time: allocation of all kinds, references, finalizers, class loaders dropped, locks,
// parks, exceptions. Arguments: seconds, threads, seed. Ends with 0 if nothing went wrong, nobody hung and the
// resident memory stayed flat after warm-up.

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

public class Soak {
    /** Seconds without any progress of a worker after which it counts as hanging. */
    private static final int PATIENCE = 60;

    public static void main(String[] args) throws Exception {
        int seconds = args.length > 0 ? Integer.parseInt(args[0]) : 60;
        int threads = args.length > 1 ? Integer.parseInt(args[1]) : 8;
        long seed = args.length > 2 ? Long.parseLong(args[2]) : 42;
        Shared shared = new Shared(threads);
        List<Worker> workers = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            Worker w = new Worker(shared, i, seed + i);
            workers.add(w);
            w.start();
        }
        Memory memory = new Memory();
        long[] seen = new long[threads];
        long[] since = new long[threads];
        for (int second = 1; second <= seconds && shared.failure == null; second++) {
            Thread.sleep(1000);
            memory.sample();
            for (int i = 0; i < threads; i++) {
                long now = workers.get(i).operations;
                since[i] = now == seen[i] ? since[i] + 1 : 0;
                seen[i] = now;
                if (since[i] > PATIENCE) {
                    shared.fail("worker " + i + " makes no progress in " + workers.get(i).current, null);
                    Thread.getAllStackTraces().forEach((t, trace) -> {
                        System.err.println(t + " " + t.getState());
                        for (StackTraceElement e : trace) System.err.println("    " + e);
                    });
                }
            }
            if (second % 30 == 0) System.err.println(second + " s: " + memory.last() + ", " + shared.counts());
        }
        shared.stop = true;
        for (Worker w : workers) {
            // A partner that has ended unparks and notifies nobody; every wait of the workers is bounded.
            w.join(PATIENCE * 1000L);
            if (w.isAlive()) shared.fail("a worker does not end: " + w.current, null);
        }
        shared.verify();
        System.err.println(memory.report() + "; " + shared.counts());
        String growth = memory.growth();
        if (growth != null) shared.fail(growth, null);
        if (shared.failure != null) {
            System.out.println("FAILED: " + shared.failure);
            Runtime.getRuntime().halt(1);
        }
        System.out.println("ok");
    }

    /** Resident memory over time. */
    static final class Memory {
        /** MB for the machine, its stacks, metadata and the collector's tables. */
        private static final long ROOM = 160;
        /** Seconds from which on memory must be flat. */
        private static final int LONG = 300;
        private final List<Long> samples = new ArrayList<>();

        void sample() throws Exception {
            for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
                if (line.startsWith("VmRSS:")) {
                    samples.add(Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024);
                }
            }
        }

        String last() {
            return samples.get(samples.size() - 1) + " MB";
        }

        private long max(int from, int to) {
            long max = 0;
            for (int i = from; i < to && i < samples.size(); i++) max = Math.max(max, samples.get(i));
            return max;
        }

        String report() {
            int n = samples.size();
            return "resident MB at most, by quarters: " + max(0, n / 4) + " " + max(n / 4, n / 2) + " "
                    + max(n / 2, 3 * n / 4) + " " + max(3 * n / 4, n);
        }

        /**
         * The fault if the process needed far more than its heap, or the last quarter clearly more than the quarters
         * after warm-up. A short run may be all warm-up.
         */
        String growth() {
            int n = samples.size();
            long limit = (Runtime.getRuntime().maxMemory() >> 20) + ROOM;
            if (max(0, n) > limit) return "more than " + limit + " MB resident: " + report();
            if (n < LONG) return null;
            long before = max(n / 4, 3 * n / 4);
            long after = max(3 * n / 4, n);
            return after > before + before / 8 + 16 ? "resident memory grows: " + report() : null;
        }
    }
}
