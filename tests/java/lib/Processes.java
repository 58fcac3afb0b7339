// Subprocesses: output, exit codes, environment, directories, redirects, destruction, handles.

import java.io.*;
import java.nio.file.*;
import java.util.*;
import java.util.concurrent.*;

public class Processes {
    static String out(ProcessBuilder p) throws Exception {
        Process x = p.redirectErrorStream(true).start();
        x.getOutputStream().close();
        String s = new String(x.getInputStream().readAllBytes());
        return s.trim() + " " + x.waitFor();
    }

    public static void main(String[] a) throws Exception {
        System.out.println(out(new ProcessBuilder("true")) + out(new ProcessBuilder("false")) + out(new ProcessBuilder("echo", "a b",
                "*", "")) + out(new ProcessBuilder("sh", "-c", "echo err >&2; exit 7")));
        ProcessBuilder e = new ProcessBuilder("sh", "-c", "echo $XX; pwd | sed 's/.*sub/sub/'");
        e.environment().put("XX", "value");
        Files.createDirectory(Path.of("sub"));
        e.directory(new File("sub"));
        System.out.println(out(e));
        Process c = new ProcessBuilder("cat").start();
        c.getOutputStream().write("through cat".getBytes());
        c.getOutputStream().close();
        System.out.println(new String(c.getInputStream().readAllBytes()) + c.waitFor() + c.isAlive());
        Process s = new ProcessBuilder("sleep", "100").start();
        System.out.println(s.waitFor(20, TimeUnit.MILLISECONDS) + " " + s.isAlive() + (s.pid() > 0) + s.toHandle().isAlive());
        try { s.exitValue(); } catch (IllegalThreadStateException x) { System.out.println(x.getMessage()); }
        s.destroy();
        System.out.println(s.waitFor() + " " + s.onExit().get().isAlive());
        Process k = new ProcessBuilder("sleep", "100").start();
        System.out.println(k.destroyForcibly().waitFor());
        try { new ProcessBuilder("/no/such/program").start(); } catch (IOException x) {
            System.out.println(x.getMessage());
        }
        new ProcessBuilder("echo", "to file").redirectOutput(new File("o.txt")).start().waitFor();
        System.out.println(Files.readString(Path.of("o.txt")).trim());
        new ProcessBuilder("sh", "-c", "echo more; cat").redirectInput(new File("o.txt")).redirectOutput(ProcessBuilder.Redirect.appendTo(new File("p.txt"))).start().waitFor();
        System.out.println(Files.readAllLines(Path.of("p.txt")));
        System.out.flush();
        new ProcessBuilder("echo", "inherited").inheritIO().start().waitFor();
        List<Process> pl = ProcessBuilder.startPipeline(List.of(new ProcessBuilder("printf", "b\\na\\n"), new ProcessBuilder("sort")));
        System.out.println(new String(pl.get(1).getInputStream().readAllBytes()).replace("\n", ","));
        System.out.println(Runtime.getRuntime().exec("echo exec").waitFor() + " " + ProcessHandle.current().isAlive() +
                ProcessHandle.of(ProcessHandle.current().pid()).isPresent());
        List<Future<Integer>> fs = new ArrayList<>();
        ExecutorService ex = Executors.newFixedThreadPool(4);
        for (int i = 0; i < 12; i++) {
            int n = i;
            fs.add(ex.submit(() -> new ProcessBuilder("sh", "-c", "exit " + n).start().waitFor()));
        }
        for (Future<Integer> f : fs) System.out.print(f.get() + " ");
        System.out.println();
        ex.shutdown();
    }
}
