// Stack traces, StackWalker and traces of other threads through compiled frames, also inlined ones.
// vm: -Xmixed -Xbatch -XX:-OmitStackTraceInFastThrow

import java.util.*;
import java.util.concurrent.*;
import java.util.stream.*;

public class Traces {
    int[] field = new int[4];
    Traces next;

    static int index(int[] a, int i) {
        return a[i];
    }

    static int divide(int a, int b) {
        return a / b;
    }

    static Object cast(Object o) {
        return (String) o;
    }

    int viaField(int i) {
        return next.field[i];
    }

    static int middle(int kind, int i) {
        switch (kind) {
            case 0: return index(new int[3], i);
            case 1: return divide(7, i);
            case 2: return cast(i == 0 ? "a" : i) == null ? 1 : 2;
            case 3: {
                Traces t = new Traces();
                t.next = i == 0 ? t : null;
                return t.viaField(i);
            }
            case 4: return new int[i == 0 ? 1 : -i].length;
            case 5: {
                Object[] o = new String[1];
                o[0] = i == 0 ? "x" : (Object) i;
                return 1;
            }
            default: return recurse(i);
        }
    }

    static int recurse(int i) {
        if (i > 3) {
            throw new IllegalStateException("deep " + i);
        }
        return i == 0 ? 0 : 1 + recurse(i + 1);
    }

    static int outer(int kind, int i) {
        return middle(kind, i) + 1;
    }

    static void show(Throwable t) {
        System.out.println(t);
        for (StackTraceElement e : t.getStackTrace()) {
            System.out.println("  " + e);
        }
    }

    static String walk(int depth) {
        if (depth > 0) {
            return walk(depth - 1);
        }
        return StackWalker.getInstance().walk(s -> s.map(f -> f.getMethodName() + ":" + f.getLineNumber())
                .collect(Collectors.joining(" ")));
    }

    static volatile int ticks;
    static volatile boolean stop;

    static void spin() {
        while (!stop) {
            ticks++;
        }
    }

    static void run() {
        spin();
    }

    public static void main(String[] args) throws Exception {
        int sum = 0;
        for (int round = 0; round < 3000; round++) {
            for (int kind = 0; kind < 7; kind++) {
                sum += outer(kind, kind == 1 ? 1 : 0);
            }
        }
        System.out.println(sum);
        for (int kind = 0; kind < 7; kind++) {
            try {
                outer(kind, kind == 1 ? 0 : 5);
            } catch (RuntimeException e) {
                show(e);
            }
        }
        String last = "";
        for (int i = 0; i < 400; i++) {
            String now = walk(3);
            if (!now.equals(last)) {
                System.out.println(now);
                last = now;
            }
        }
        Thread t = new Thread(Traces::run, "spinner");
        t.start();
        while (ticks < 200_000) {
            Thread.onSpinWait();
        }
        List<String> names = new ArrayList<>();
        for (StackTraceElement e : t.getStackTrace()) {
            names.add(e.getClassName().replaceAll("\\$\\$.*", "") + "." + e.getMethodName());
        }
        System.out.println(names);
        stop = true;
        t.join();
    }
}
