// What can be seen of a thread from its start to its end: states, groups, handlers, locals, order at join.

import java.util.*;

public class ThreadLife {
    static final List<String> events = Collections.synchronizedList(new ArrayList<>());

    static class Group extends ThreadGroup {
        Group(String name) { super(name); }

        @Override public void uncaughtException(Thread t, Throwable e) {
            events.add("group " + t.getName() + " " + e.getMessage() + " " + t.isAlive());
        }
    }

    static void show(String what) {
        System.out.println(what + " " + events);
        events.clear();
    }

    static Thread run(Thread t) throws InterruptedException {
        t.start();
        t.join();
        return t;
    }

    static void handlers() throws Exception {
        Group group = new Group("g");
        run(new Thread(group, () -> { throw new RuntimeException("one"); }, "a"));
        show("by the group");
        Thread t = new Thread(group, () -> { throw new RuntimeException("two"); }, "b");
        t.setUncaughtExceptionHandler((x, e) -> {
            events.add("own " + e.getMessage() + " " + (x == Thread.currentThread()));
            throw new IllegalStateException("ignored");
        });
        run(t);
        show("by its own");
        Thread.setDefaultUncaughtExceptionHandler((x, e) -> events.add("default " + x.getName() + " " + e));
        run(new Thread(() -> { throw new Error("three"); }, "c"));
        show("by default");
        Thread.setDefaultUncaughtExceptionHandler(null);
        System.out.println(group.activeCount() + " " + group.isDestroyed());
    }

    static void states() throws Exception {
        Object lock = new Object();
        Thread t = new Thread(() -> {
            synchronized (lock) {
                try { lock.wait(); } catch (InterruptedException e) { events.add("interrupted"); }
            }
        });
        System.out.println(t.getState() + " " + t.isAlive() + " " + t.getThreadGroup().getName());
        // An interrupt of a thread that has not started, and one of a thread that has ended.
        t.interrupt();
        System.out.println(t.isInterrupted());
        t.start();
        while (t.getState() != Thread.State.WAITING && t.getState() != Thread.State.TERMINATED) Thread.sleep(1);
        synchronized (lock) {
            t.interrupt();
            while (t.getState() == Thread.State.WAITING) Thread.sleep(1);
            System.out.println(t.getState() == Thread.State.BLOCKED || t.getState() == Thread.State.TERMINATED);
        }
        t.join();
        System.out.println(t.getState() + " " + t.isAlive() + " " + t.getThreadGroup() + " " + t.isInterrupted());
        t.interrupt();
        System.out.println(t.isInterrupted());
        show("states");
        try {
            t.start();
        } catch (IllegalThreadStateException e) {
            System.out.println(e);
        }
    }

    // Whoever returns from join sees everything that the thread did, the end of its locals' life included.
    static void order() throws Exception {
        int[] plain = new int[1];
        int seen = 0;
        for (int i = 0; i < 300; i++) {
            Thread t = new Thread(() -> plain[0]++);
            t.start();
            if (i % 3 == 0) while (t.isAlive()) Thread.onSpinWait();
            else if (i % 3 == 1) t.join(10_000);
            else t.join();
            if (plain[0] == i + 1 && !t.isAlive()) seen++;
        }
        System.out.println(seen);
        Thread self = Thread.currentThread();
        Thread late = new Thread(() -> {
            try { self.join(1); } catch (InterruptedException e) { }
            events.add("still " + self.isAlive());
        });
        run(late);
        show("join");
    }

    static void locals() throws Exception {
        InheritableThreadLocal<String> inherited = new InheritableThreadLocal<>();
        ThreadLocal<String> own = ThreadLocal.withInitial(() -> "fresh");
        inherited.set("parent's");
        own.set("parent's");
        run(new Thread(() -> {
            events.add(inherited.get() + " " + own.get());
            inherited.set("child's");
        }));
        events.add(inherited.get() + " " + own.get());
        show("locals");
    }

    static void properties() throws Exception {
        Thread.currentThread().setPriority(7);
        Thread t = new Thread(() -> events.add(Thread.currentThread().getPriority() + " " + Thread.currentThread().isDaemon()));
        run(t);
        Thread d = new Thread(() -> run2());
        d.setDaemon(true);
        run(d);
        try {
            t.setPriority(11);
        } catch (IllegalArgumentException e) {
            events.add("" + e);
        }
        Thread running = new Thread(() -> {
            try {
                Thread.currentThread().setDaemon(true);
            } catch (IllegalThreadStateException e) {
                events.add("" + e);
            }
            Thread.currentThread().setName("a name that is longer than fifteen bytes");
            events.add(Thread.currentThread().getName());
        });
        run(running);
        show("properties");
    }

    static void run2() {
        Thread child = new Thread(() -> { });
        events.add("daemon's child " + child.isDaemon());
    }

    public static void main(String[] args) throws Exception {
        handlers();
        states();
        order();
        locals();
        properties();
    }
}
