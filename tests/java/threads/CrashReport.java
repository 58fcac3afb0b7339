// javac: -nowarn
// A crash in the VM leaves a report that names the signal and the Java frames, and exits as without a core.

import java.io.File;
import java.lang.reflect.Field;
import java.nio.file.*;
import java.util.*;
import sun.misc.Unsafe;

public class CrashReport {
    static void poke(Unsafe u) { u.putLong(8L, 1); }

    public static void main(String[] args) throws Exception {
        if (args.length > 0) {
            Field f = Unsafe.class.getDeclaredField("theUnsafe");
            f.setAccessible(true);
            poke((Unsafe) f.get(null));
            return;
        }
        Path report = Files.createTempFile("crash", ".log");
        Files.delete(report);
        ProcessHandle.Info self = ProcessHandle.current().info();
        List<String> command = new ArrayList<>();
        command.add(self.command().get());
        command.add("-XX:-CreateCoredumpOnCrash");
        command.add("-XX:ErrorFile=" + report);
        command.addAll(List.of(self.arguments().get()));
        command.add("child");
        File out = File.createTempFile("crash", ".out");
        Process p = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(out).start();
        System.out.println(p.waitFor());
        String screen = Files.readString(out.toPath());
        System.out.println(screen.contains("SIGSEGV") + " " + screen.contains(report.toString()));
        String text = Files.readString(report, java.nio.charset.StandardCharsets.ISO_8859_1);
        for (String wanted : new String[] {"SIGSEGV (0xb)", "si_addr: 0x0000000000000008", "RIP=0x", "CrashReport.poke", "CrashReport.main",
                "JavaThread \"main\"", "libjvm.so"}) {
            System.out.println(wanted + " " + text.contains(wanted));
        }
        Files.delete(report);
        out.delete();
    }
}
