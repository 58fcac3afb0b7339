// vm: -Xmx32m
// The first errors have a stack trace of at most 32 frames; later ones have none and are shared by message.

import java.util.*;

public class OutOfMemoryTraces {
    static Object sink;

    static OutOfMemoryError heap(int depth) {
        if (depth > 0) {
            return heap(depth - 1);
        }
        try {
            sink = new byte[60 << 20];
            return null;
        } catch (OutOfMemoryError e) {
            return e;
        }
    }

    static OutOfMemoryError array() {
        try {
            sink = new byte[Integer.MAX_VALUE];
            return null;
        } catch (OutOfMemoryError e) {
            return e;
        }
    }

    static void show(String what, OutOfMemoryError e) {
        System.out.println(what + ": " + e + ", cause " + e.getCause() + ", suppressed " + e.getSuppressed().length);
        StackTraceElement[] trace = e.getStackTrace();
        System.out.println("  frames " + trace.length + (trace.length > 0 ? ", first " + trace[0] : ""));
    }

    public static void main(String[] args) throws Exception {
        List<OutOfMemoryError> errors = new ArrayList<>();
        errors.add(heap(0));
        errors.add(heap(100));
        for (OutOfMemoryError e : errors) show("early", e);
        // How many have a trace is the VM's affair.
        for (int i = 0; i < 4; i++) heap(0);
        errors.clear();
        for (int i = 0; i < 3; i++) {
            errors.add(heap(2));
            errors.add(array());
        }
        for (OutOfMemoryError e : errors) show("late", e);
        Set<OutOfMemoryError> distinct = Collections.newSetFromMap(new IdentityHashMap<>());
        distinct.addAll(errors);
        System.out.println(distinct.size() + " distinct");

        OutOfMemoryError shared = heap(0);
        shared.addSuppressed(new Exception("not kept"));
        shared.setStackTrace(new StackTraceElement[] {new StackTraceElement("A", "b", "c", 1)});
        show("shared", shared);
        try {
            shared.initCause(new Exception("cause"));
            System.out.println("has a cause");
        } catch (IllegalStateException e) {
            System.out.println("no cause: " + e.getMessage());
        }
        shared.fillInStackTrace();
        show("shared", shared);
        shared.printStackTrace(System.out);
    }
}
