// vm: -Xbatch
// The monitor of a synchronized method is among the lines of a thread dump though the method's loop was compiled while it ran.

import java.io.*;
import java.util.*;
import java.util.concurrent.locks.LockSupport;

public class DumpInLoop {
    static final int ROUNDS = 500_000;
    static int sum;

    static synchronized void loop() {
        for (int i = 0; i < ROUNDS; i++) {
            sum += i ^ sum;
            if (i == 0 || i == ROUNDS - 1) stay(i == 0);
        }
    }

    /** Does not come back from its second call, when nothing in it or around it is to be resolved any more. */
    static void stay(boolean shortly) {
        if (shortly) LockSupport.unpark(Thread.currentThread());
        do LockSupport.park();
        while (!shortly);
    }

    static void child() throws Exception {
        Thread looper = new Thread(DumpInLoop::loop, "looper");
        looper.setDaemon(true);
        looper.start();
        while (looper.getState() != Thread.State.WAITING) Thread.sleep(1);
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
            if (line.startsWith("\"looper\"")) inside = true;
            if (inside && (line.contains("DumpInLoop.") || line.contains("- locked"))) {
                System.out.println(line.replaceAll("<.*>", "<>").trim());
            }
            if (inside && line.isEmpty()) {
                inside = false;
                p.getOutputStream().close();
            }
        }
        System.out.println(p.waitFor());
    }
}
