package hearth.test;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** A VM of the JDK under test, run to its end with the options for tests and the test's class path. */
public final class Child {
    public final int exitCode;
    public final String output;

    private Child(int exitCode, String output) {
        this.exitCode = exitCode;
        this.output = output;
    }

    /** Runs {@code java ARGUMENTS}; standard output and error come together. */
    public static Child java(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("test.jdk"), "bin", "java").toString());
        for (String option : System.getProperty("test.vm.opts", "").split(" ")) {
            if (!option.isEmpty()) {
                command.add(option);
            }
        }
        command.add("-cp");
        command.add(System.getProperty("test.class.path"));
        Collections.addAll(command, arguments);
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes());
        return new Child(process.waitFor(), output);
    }

    public Child exits(int expected) {
        if (exitCode != expected) {
            throw new AssertionError("exit code " + exitCode + " instead of " + expected + "\n" + output);
        }
        return this;
    }

    public Child prints(String expected) {
        if (!output.contains(expected)) {
            throw new AssertionError("the output lacks \"" + expected + "\":\n" + output);
        }
        return this;
    }

    public Child doesNotPrint(String unexpected) {
        if (output.contains(unexpected)) {
            throw new AssertionError("the output has \"" + unexpected + "\":\n" + output);
        }
        return this;
    }
}
