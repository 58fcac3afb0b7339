// -XX:+CrashOnOutOfMemoryError writes a report and aborts, and -XX:OnError runs commands then.

import java.io.*;
import java.nio.file.*;
import java.util.*;

public class CrashOnOutOfMemory {
    static Object sink;

    public static void main(String[] args) throws Exception {
        if (args.length > 0) {
            sink = new byte[50 << 20];
            return;
        }
        Path folder = Files.createTempDirectory("crash");
        ProcessHandle.Info self = ProcessHandle.current().info();
        List<String> command = new ArrayList<>();
        command.add(self.command().get());
        command.addAll(List.of("-Xmx32m", "-XX:+CrashOnOutOfMemoryError", "-XX:-CreateCoredumpOnCrash",
            "-XX:ErrorFile=" + folder.resolve("report-%p-%%.txt"), "-XX:OnError=echo first; echo second"));
        command.addAll(List.of(self.arguments().get()));
        command.add("child");
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        Process child = builder.start();
        List<String> lines = new BufferedReader(new InputStreamReader(child.getInputStream())).lines().toList();
        System.out.println("exit " + child.waitFor());
        for (String line : lines) {
            if (line.contains("OutOfMemory") || line.contains("OnError") || line.contains("Executing")
                || line.equals("first") || line.equals("second")) System.out.println(line);
        }
        Path report = folder.resolve("report-" + child.pid() + "-%.txt");
        System.out.println("report " + Files.exists(report));
        String text = Files.readString(report);
        System.out.println(text.contains("fatal error: OutOfMemory encountered: Java heap space"));
        System.out.println(text.contains("CrashOnOutOfMemory.main"));
        for (Path file : Files.newDirectoryStream(folder)) Files.delete(file);
        Files.delete(folder);
    }
}
