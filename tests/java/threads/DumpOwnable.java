// The thread dump with owned synchronizers, and a deadlock among a monitor and two of java.util.concurrent's locks.

import java.io.*;
import java.util.*;
import java.util.concurrent.locks.*;

public class DumpOwnable {
    static final ReentrantLock first = new ReentrantLock();
    static final ReentrantReadWriteLock second = new ReentrantReadWriteLock();
    static final Object monitor = new Object();
    static volatile int ready;

    static synchronized void meet() {
        ready++;
    }

    static Thread start(String name, Runnable body) {
        Thread t = new Thread(body, name);
        t.setDaemon(true);
        t.start();
        return t;
    }

    static void await() {
        meet();
        while (ready < 3) Thread.onSpinWait();
    }

    static void child() throws Exception {
        Thread one = start("one", () -> {
            first.lock();
            await();
            synchronized (monitor) { }
        });
        Thread two = start("two", () -> {
            synchronized (monitor) {
                await();
                second.writeLock().lock();
            }
        });
        Thread three = start("three", () -> {
            second.writeLock().lock();
            await();
            first.lock();
        });
        while (one.getState() != Thread.State.BLOCKED || two.getState() != Thread.State.WAITING
                || three.getState() != Thread.State.WAITING) Thread.sleep(1);
        new ProcessBuilder("kill", "-QUIT", "" + ProcessHandle.current().pid()).start().waitFor();
        System.in.read();
    }

    static String plain(String line) {
        return line.replaceAll("0x[0-9a-f]+", "0x").replaceAll("[$][$]Lambda[$]\\d+/0x", "lambda")
                .replaceAll("#\\d+", "#").replaceAll("cpu=.*", "");
    }

    public static void main(String[] args) throws Exception {
        if (args.length > 0) {
            child();
            return;
        }
        ProcessHandle.Info self = ProcessHandle.current().info();
        List<String> command = new ArrayList<>();
        command.add(self.command().get());
        command.add("-XX:+PrintConcurrentLocks");
        command.addAll(List.of(self.arguments().get()));
        command.add("child");
        Process p = new ProcessBuilder(command).redirectErrorStream(true).start();
        BufferedReader in = p.inputReader();
        boolean shown = false;
        Map<String, List<String>> sections = new TreeMap<>();
        List<String> section = new ArrayList<>();
        boolean deadlock = false;
        for (String line; (line = in.readLine()) != null; ) {
            deadlock |= line.startsWith("Found one Java-level");
            if (deadlock) System.out.println(plain(line));
            for (String name : new String[] {"\"one\" #", "\"two\" #", "\"three\" #"}) {
                if (line.startsWith(name)) sections.put(name, section = new ArrayList<>());
            }
            if (line.startsWith("\"") && section.size() > 2) section = new ArrayList<>();
            if (!deadlock) section.add(plain(line));
            if (line.startsWith("Found 1 deadlock.")) {
                p.getOutputStream().close();
                break;
            }
        }
        for (List<String> lines : sections.values()) {
            lines.stream().filter(l -> !l.startsWith("JNI") && !l.isEmpty()).forEach(System.out::println);
        }
        while (in.readLine() != null) { }
        System.out.println(p.waitFor());
    }
}
