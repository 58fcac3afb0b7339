package jtreglite;

import org.testng.IConfigurationListener;
import org.testng.ITestNGListener;
import org.testng.ITestResult;
import org.testng.SkipException;
import org.testng.TestListenerAdapter;
import org.testng.TestNG;

/** Runs a class with TestNG. Arguments: the test's name, whether JUnit tests are mixed in, {@code [MODULE/]CLASS}. */
public final class TestNGRunner {
    private TestNGRunner() {
    }

    public static void main(String[] args) throws Exception {
        int slash = args[2].indexOf('/');
        ClassLoader loader = slash < 0
                ? Thread.currentThread().getContextClassLoader()
                : ModuleLayer.boot().findLoader(args[2].substring(0, slash));
        Class<?> type = Class.forName(args[2].substring(slash + 1), false, loader);
        Listener listener = new Listener();
        TestNG testng = new TestNG(false);
        testng.setMixed(Boolean.parseBoolean(args[1]));
        testng.setDefaultSuiteName(args[0]);
        testng.setTestClasses(new Class<?>[] {type});
        testng.addListener((ITestNGListener) listener);
        testng.setOutputDirectory(".");
        testng.run();
        if (listener.configurationFailures > 0 || listener.failures > 0) {
            throw new Exception("config failures: " + listener.configurationFailures
                    + ", test failures: " + listener.failures);
        }
    }

    /** Prints each result. A test that is skipped because something it depends on has failed counts as failed. */
    private static final class Listener extends TestListenerAdapter implements IConfigurationListener {
        int failures;
        int configurationFailures;

        @Override
        public synchronized void onTestSuccess(ITestResult result) {
            show(result, "success");
        }

        @Override
        public synchronized void onTestFailure(ITestResult result) {
            failures++;
            show(result, "failure");
        }

        @Override
        public synchronized void onTestSkipped(ITestResult result) {
            Throwable cause = result.getThrowable();
            if (cause != null && !(cause instanceof SkipException)) {
                onTestFailure(result);
            } else {
                show(result, "skip");
            }
        }

        @Override
        public synchronized void onConfigurationFailure(ITestResult result) {
            configurationFailures++;
            show(result, "configuration failure");
        }

        private static void show(ITestResult result, String outcome) {
            System.out.println("test " + result.getTestClass().getName() + "." + result.getMethod().getMethodName()
                    + ": " + outcome);
            if (result.getThrowable() != null && !outcome.equals("success")) {
                result.getThrowable().printStackTrace(System.out);
            }
        }
    }
}
