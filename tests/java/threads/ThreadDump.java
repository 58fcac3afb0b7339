// SIGQUIT prints the threads with their states and monitors, and the deadlock among them.

import java.io.*;
import java.util.*;

public class ThreadDump {
    static final Object A = new Object(), B = new Object();

    static void take(Object first, Object second) {
        synchronized (first) {
            while (other(first) == 0) Thread.onSpinWait();
            synchronized (second) { }
        }
    }

    static volatile int a, b;

    static int other(Object first) {
        if (first == A) { a = 1; return b; }
        b = 1;
        return a;
    }

    static void waiting() {
        Object o = new StringBuilder();
        synchronized (o) {
            try { o.wait(); } catch (InterruptedException e) { }
        }
    }

    static void child() throws Exception {
        Thread one = new Thread(() -> take(A, B), "one");
        Thread two = new Thread(() -> take(B, A), "two");
        Thread w = new Thread(ThreadDump::waiting, "waiter");
        for (Thread t : List.of(one, two, w)) { t.setDaemon(true); t.start(); }
        while (one.getState() != Thread.State.BLOCKED || two.getState() != Thread.State.BLOCKED) Thread.sleep(1);
        while (w.getState() != Thread.State.WAITING) Thread.sleep(1);
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
        Set<String> seen = new TreeSet<>();
        BufferedReader in = p.inputReader();
        for (String line; (line = in.readLine()) != null; ) {
            for (String wanted : new String[] {
                    "Full thread dump", "\"main\" #1 prio=5", "\"waiter\"", "State: BLOCKED (on object monitor)",
                    "State: WAITING (on object monitor)", "- waiting to lock <", "- locked <", "(a java.lang.StringBuilder)",
                    "at ThreadDump.take(ThreadDump.java:", "Found one Java-level deadlock:", "which is held by \"one\"",
                    "which is held by \"two\"", "Found 1 deadlock."}) {
                if (line.contains(wanted)) seen.add(wanted);
            }
            if (line.contains("Found 1 deadlock.")) p.getOutputStream().close();
        }
        seen.forEach(System.out::println);
        System.out.println(p.waitFor());
    }
}
