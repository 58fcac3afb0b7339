// Stack traces of other threads.

import java.util.*;
import java.util.concurrent.locks.LockSupport;

public class OtherStacks {
    static void inner() { LockSupport.park(); }
    static void outer() { inner(); }

    public static void main(String[] a) throws Exception {
        Thread t = new Thread(OtherStacks::outer, "target");
        System.out.println(t.getStackTrace().length);
        t.start();
        while (t.getState() != Thread.State.WAITING) Thread.sleep(1);
        for (StackTraceElement e : t.getStackTrace()) System.out.println(e.getClassName().replaceAll("Lambda.*", "Lambda") + "." + e.getMethodName() + e.isNativeMethod());
        Map<Thread, StackTraceElement[]> all = Thread.getAllStackTraces();
        System.out.println(all.containsKey(t) + " " + all.containsKey(Thread.currentThread()));
        System.out.println(all.get(t)[2].getMethodName());
        LockSupport.unpark(t);
        t.join();
        System.out.println(t.getStackTrace().length + " " + Thread.getAllStackTraces().containsKey(t));
    }
}
