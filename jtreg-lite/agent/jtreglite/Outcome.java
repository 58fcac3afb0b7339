package jtreglite;

/** How an action ended, and why. */
final class Outcome {
    /** Exit codes by which a VM of its own tells how its test ended; the same as jtreg's. */
    private static final int EXIT_PASSED = 95;
    private static final int EXIT_FAILED = 97;
    private static final int EXIT_ERROR = 98;

    static final String STATUS_PREFIX = "STATUS:";
    private static final String SKIPPED = "jtreg.SkippedException";

    final char kind;
    final String reason;

    private Outcome(char kind, String reason) {
        this.kind = kind;
        this.reason = reason;
    }

    static Outcome passed(String reason) {
        return new Outcome('P', reason);
    }

    static Outcome failed(String reason) {
        return new Outcome('F', reason);
    }

    static Outcome error(String reason) {
        return new Outcome('E', reason);
    }

    /** The outcome of a test that threw something. */
    static Outcome thrown(Throwable thrown) {
        if (thrown.getClass().getName().equals(SKIPPED)) {
            return passed("Skipped: " + thrown);
        }
        return failed("`main' threw exception: " + thrown);
    }

    /** Ends this VM so that whoever started it learns the outcome. */
    void exit() {
        String name = kind == 'P' ? "Passed." : kind == 'F' ? "Failed." : "Error.";
        String text = STATUS_PREFIX + name + reason.replaceAll("[\\r\\n]+", " ");
        // The test may have replaced the streams, even by nothing.
        if (System.out != null) {
            System.out.flush();
        }
        if (System.err != null) {
            System.err.println(text);
            System.err.flush();
        }
        System.exit(kind == 'P' ? EXIT_PASSED : kind == 'F' ? EXIT_FAILED : EXIT_ERROR);
    }
}
