// A thread dump shows what compiled methods have locked, inlined ones too, and nothing that they have left again.
// vm: -Xcomp -XX:TieredStopAtLevel=1 -XX:CompileCommand=quiet -XX:CompileCommand=compileonly,DumpCompiled*::*

import java.io.BufferedReader;
import java.util.ArrayList;
import java.util.List;

public class DumpCompiled {
    static class First { }

    static class Second { }

    static class Third { }

    static class Left { }

    static volatile boolean asleep;

    final Object first = new First();

    synchronized void method(int depth) {
        synchronized (new Left()) {
            asleep = false;
        }
        synchronized (first) {
            inlined(new Second(), depth);
        }
    }

    static void inlined(Object second, int depth) {
        synchronized (second) {
            try {
                thrower(new Left());
            } catch (IllegalStateException e) {
                deep(depth);
            }
        }
    }

    static void thrower(Object left) {
        synchronized (left) {
            throw new IllegalStateException();
        }
    }

    static synchronized void deep(int depth) {
        if (depth > 0) {
            deep(depth - 1);
            return;
        }
        Object third = new Third();
        synchronized (third) {
            for (int i = 0; i < 2; i++) {
                // Recursive.
                synchronized (third) {
                    rest();
                }
            }
        }
    }

    static void rest() {
        asleep = true;
        try {
            Thread.sleep(1_000_000);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    static void child() throws Exception {
        DumpCompiled object = new DumpCompiled();
        Thread thread = new Thread(() -> object.method(2), "holder");
        thread.setDaemon(true);
        thread.start();
        while (!asleep || thread.getState() != Thread.State.TIMED_WAITING) {
            Thread.sleep(1);
        }
        new ProcessBuilder("kill", "-QUIT", "" + ProcessHandle.current().pid()).start().waitFor();
        System.in.read();
    }

    public static void main(String[] args) throws Exception {
        if (args.length > 0) {
            child();
            return;
        }
        ProcessHandle.Info self = ProcessHandle.current().info();
        List<String> command = new ArrayList<>();
        command.add(self.command().get());
        command.addAll(List.of(self.arguments().get()));
        command.add("child");
        Process p = new ProcessBuilder(command).redirectErrorStream(true).start();
        BufferedReader in = p.inputReader();
        boolean inside = false;
        for (String line; (line = in.readLine()) != null; ) {
            if (line.startsWith("\"")) {
                inside = line.startsWith("\"holder\"");
            }
            if (inside && (line.contains("DumpCompiled.") || line.contains("- "))) {
                System.out.println(line.replaceAll("<0x[0-9a-f]+>", "<>"));
            }
            if (line.startsWith("JNI global ref")) {
                p.getOutputStream().close();
            }
        }
        System.out.println(p.waitFor());
    }
}
