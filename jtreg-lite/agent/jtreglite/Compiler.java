package jtreglite;

import java.io.PrintWriter;
import java.util.List;
import java.util.spi.ToolProvider;

/** Compiles within the worker, where javac is loaded and warm already. */
final class Compiler {
    private Compiler() {
    }

    static Outcome compile(List<String> args) {
        ToolProvider javac = ToolProvider.findFirst("javac").orElse(null);
        if (javac == null) {
            return Outcome.error("this JDK has no compiler");
        }
        // The two streams are joined one after the other, as files for /ref are made.
        PrintWriter out = new PrintWriter(System.out, true);
        PrintWriter err = new PrintWriter(System.err, true);
        int code = javac.run(out, err, args.toArray(new String[0]));
        out.flush();
        err.flush();
        return outcome(code);
    }

    private static Outcome outcome(int code) {
        switch (code) {
            case 0:
                return Outcome.passed("Compilation successful");
            case 1:
                return Outcome.failed("Compilation failed");
            case 2:
                return Outcome.error("command line error (exit code 2)");
            case 3:
                return Outcome.error("system error (exit code 3)");
            case 4:
                return Outcome.error("compiler crashed (exit code 4)");
            default:
                return Outcome.error("unexpected exit code from javac: " + code);
        }
    }
}
