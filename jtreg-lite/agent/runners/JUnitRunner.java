package jtreglite;

import java.io.PrintWriter;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.Launcher;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/** Runs a class, {@code [MODULE/]CLASS}, with the JUnit platform; JUnit 4 and 5 tests alike. */
public final class JUnitRunner {
    private JUnitRunner() {
    }

    public static void main(String[] args) throws Exception {
        int slash = args[0].indexOf('/');
        ClassLoader loader = slash < 0
                ? Thread.currentThread().getContextClassLoader()
                : ModuleLayer.boot().findLoader(args[0].substring(0, slash));
        Class<?> type = Class.forName(args[0].substring(slash + 1), false, loader);
        Thread.currentThread().setContextClassLoader(type.getClassLoader());
        LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
                .selectors(DiscoverySelectors.selectClass(type))
                .build();
        SummaryGeneratingListener listener = new SummaryGeneratingListener();
        Launcher launcher = LauncherFactory.create();
        launcher.execute(request, listener);
        TestExecutionSummary summary = listener.getSummary();
        summary.printFailuresTo(new PrintWriter(System.err, true), Integer.MAX_VALUE);
        System.err.println("[ JUnit tests: found " + summary.getTestsFoundCount()
                + ", succeeded " + summary.getTestsSucceededCount()
                + ", failed " + summary.getTestsFailedCount()
                + ", aborted " + summary.getTestsAbortedCount()
                + ", skipped " + summary.getTestsSkippedCount() + " ]");
        if (summary.getTotalFailureCount() > 0) {
            throw new Exception("JUnit test failure");
        }
    }
}
