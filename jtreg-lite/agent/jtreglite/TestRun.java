package jtreglite;

import java.lang.module.Configuration;
import java.lang.module.ModuleFinder;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.ArrayList;
import java.util.List;

/** Runs the main method of a test in the worker, with a class loader and a thread group of its own. */
final class TestRun {
    private static final int CLEANUP_ROUNDS = 4;
    private static final String RUNNERS = "jtreglite.";

    List<String> exports;
    List<String> opens;
    List<String> modules;
    List<String> classPath;
    List<String> modulePath;
    String className;
    List<String> args;
    int cleanupMillis;

    Outcome call() throws Exception {
        ClassLoader loader;
        Method main;
        try {
            loader = loader();
            for (String item : exports) {
                int slash = item.indexOf('/');
                ModuleAccess.export(module(item), item.substring(slash + 1), loader.getUnnamedModule());
            }
            for (String item : opens) {
                int slash = item.indexOf('/');
                ModuleAccess.open(module(item), item.substring(slash + 1), loader.getUnnamedModule());
            }
            main = Class.forName(className, false, loader).getMethod("main", String[].class);
        } catch (ClassNotFoundException e) {
            e.printStackTrace();
            return Outcome.error("Can't load test: " + e);
        } catch (NoSuchMethodException e) {
            e.printStackTrace();
            return Outcome.error("Can't find `main' method");
        } catch (IllegalArgumentException e) {
            return Outcome.error("Can't init module exports: " + e.getMessage());
        }
        Outcome outcome = run(main, loader);
        if (loader instanceof URLClassLoader && outcome.kind != 'E') {
            ((URLClassLoader) loader).close();
        }
        return outcome;
    }

    private Outcome run(Method main, ClassLoader loader) throws InterruptedException {
        Group group = new Group();
        Thread thread = new Thread(group, () -> {
            try {
                main.invoke(null, (Object) args.toArray(new String[0]));
                System.err.println();
                System.err.println("JavaTest Message: Test complete.");
                System.err.println();
            } catch (InvocationTargetException e) {
                Throwable thrown = e.getTargetException();
                group.record(thrown);
                thrown.printStackTrace();
                System.err.println();
                System.err.println("JavaTest Message: Test threw exception: " + thrown.getClass().getName());
                System.err.println("JavaTest Message: shutting down test");
                System.err.println();
            } catch (IllegalAccessException e) {
                group.record(e);
                e.printStackTrace();
            }
        }, "AgentVMThread");
        if (className.startsWith(RUNNERS)) {
            // The class that runs JUnit or TestNG finds the test's class this way.
            thread.setContextClassLoader(loader);
        }
        thread.start();
        thread.join();
        // What threads throw because they are interrupted now does not count.
        Throwable failure = group.thrown;
        boolean clean = cleanUp(group);
        if (failure instanceof SecurityException && ExitGuard.MESSAGE.equals(failure.getMessage())) {
            return Outcome.failed("Unexpected exit from test");
        }
        if (!clean) {
            return Outcome.error("Error while cleaning up threads after test");
        }
        return failure == null ? Outcome.passed("Execution successful") : Outcome.thrown(failure);
    }

    private ClassLoader loader() throws MalformedURLException {
        ClassLoader loader = ClassLoader.getSystemClassLoader();
        if (!modulePath.isEmpty()) {
            Path[] paths = modulePath.stream().map(Paths::get).toArray(Path[]::new);
            Configuration configuration = ModuleLayer.boot().configuration()
                    .resolve(ModuleFinder.of(paths), ModuleFinder.of(), modules);
            loader = ModuleLayer.boot().defineModulesWithOneLoader(configuration, loader)
                    .findLoader(modules.get(0));
        }
        if (!classPath.isEmpty()) {
            List<URL> urls = new ArrayList<>();
            for (String entry : classPath) {
                urls.add(Paths.get(entry).toUri().toURL());
            }
            loader = new URLClassLoader(urls.toArray(new URL[0]), loader);
        }
        return loader;
    }

    private static Module module(String item) {
        String name = item.substring(0, item.indexOf('/'));
        return ModuleLayer.boot().findModule(name)
                .orElseThrow(() -> new IllegalArgumentException("module not found: " + name));
    }

    /** Interrupts what the test has left running. False if some of it does not end. */
    private boolean cleanUp(Group group) throws InterruptedException {
        long start = System.nanoTime();
        for (int round = 1; round <= CLEANUP_ROUNDS; round++) {
            List<Thread> live = group.live();
            if (live.isEmpty()) {
                return true;
            }
            live.forEach(Thread::interrupt);
            long deadline = start + round * (cleanupMillis * 1_000_000L / CLEANUP_ROUNDS);
            for (Thread thread : live) {
                long millis = (deadline - System.nanoTime()) / 1_000_000;
                if (millis > 0) {
                    thread.join(millis);
                }
            }
        }
        List<Thread> left = group.live();
        for (Thread thread : left) {
            System.err.println("JavaTest Message: thread still runs after the test: " + thread.getName());
            for (StackTraceElement frame : thread.getStackTrace()) {
                System.err.println("    at " + frame);
            }
        }
        return left.isEmpty();
    }

    /** The threads of a test; remembers the first exception that none of them caught. */
    private static final class Group extends ThreadGroup {
        private volatile Throwable thrown;

        Group() {
            super("AgentVMThreadGroup");
        }

        @Override
        public void uncaughtException(Thread thread, Throwable escaped) {
            if (escaped instanceof ThreadDeath) {
                return;
            }
            record(escaped);
            escaped.printStackTrace();
            for (Thread other : live()) {
                other.interrupt();
            }
        }

        /** The main method's counts as well: it may have been interrupted because of another thread's. */
        synchronized void record(Throwable escaped) {
            if (thrown == null) {
                thrown = escaped;
            }
        }

        /** The threads that must end before the next test; daemons may go on. */
        List<Thread> live() {
            Thread[] threads = new Thread[activeCount() * 2 + 8];
            int count = enumerate(threads);
            List<Thread> live = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                if (threads[i].isAlive() && !threads[i].isDaemon() && threads[i] != Thread.currentThread()) {
                    live.add(threads[i]);
                }
            }
            return live;
        }
    }
}
