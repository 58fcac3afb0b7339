package jtreglite;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Arrays;

/**
 * Runs the main method of a test in a VM of its own.
 *
 * <p>Arguments: {@code [MODULE/]CLASS} and the test's own. The test passes if its main method returns and no thread of
 * its group has thrown an exception until then.
 */
public final class TestMain {
    private TestMain() {
    }

    public static void main(String[] args) throws InterruptedException {
        Group group = new Group();
        Thread thread = new Thread(group, () -> call(args[0], Arrays.copyOfRange(args, 1, args.length)), "MainThread");
        thread.start();
        thread.join();
        if (group.thrown != null) {
            Outcome.thrown(group.thrown).exit();
        }
        Outcome.passed("").exit();
    }

    private static void call(String name, String[] args) {
        try {
            int slash = name.indexOf('/');
            ClassLoader loader = slash < 0
                    ? TestMain.class.getClassLoader()
                    : ModuleLayer.boot().findLoader(name.substring(0, slash));
            Class<?> type = Class.forName(name.substring(slash + 1), false, loader);
            type.getMethod("main", String[].class).invoke(null, (Object) args);
        } catch (InvocationTargetException e) {
            Throwable thrown = e.getTargetException();
            thrown.printStackTrace();
            System.err.println();
            System.err.println("JavaTest Message: Test threw exception: " + thrown);
            System.err.println("JavaTest Message: shutting down test");
            System.err.println();
            Outcome.thrown(thrown).exit();
        } catch (ClassNotFoundException e) {
            e.printStackTrace();
            Outcome.error("Can't load test: " + e).exit();
        } catch (NoSuchMethodException e) {
            e.printStackTrace();
            Outcome.error("Can't find `main' method").exit();
        } catch (IllegalAccessException e) {
            e.printStackTrace();
            Outcome.error(e.toString()).exit();
        }
    }

    /** Notes what escapes from the test's threads; the first such exception ends the VM. */
    private static final class Group extends ThreadGroup {
        volatile Throwable thrown;

        Group() {
            super("MainThreadGroup");
        }

        @Override
        public void uncaughtException(Thread thread, Throwable escaped) {
            if (escaped instanceof ThreadDeath) {
                return;
            }
            escaped.printStackTrace();
            if (thrown == null) {
                thrown = escaped;
            }
            Outcome.failed("`main' threw exception: " + escaped).exit();
        }
    }
}
