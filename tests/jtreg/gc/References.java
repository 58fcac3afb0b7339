/*
 * @test
 * @summary Weak, soft and phantom references and cleaners around a collection.
 * @run main References
 */

import java.lang.ref.Cleaner;
import java.lang.ref.PhantomReference;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.SoftReference;
import java.lang.ref.WeakReference;
import java.util.concurrent.CountDownLatch;

public class References {
    public static void main(String[] args) throws InterruptedException {
        ReferenceQueue<Object> queue = new ReferenceQueue<>();
        Object held = new Object();
        WeakReference<Object> strong = new WeakReference<>(held, queue);
        WeakReference<Object> weak = new WeakReference<>(new Object(), queue);
        PhantomReference<Object> phantom = new PhantomReference<>(new Object(), queue);
        SoftReference<Object> soft = new SoftReference<>(new Object());
        CountDownLatch cleaned = new CountDownLatch(1);
        Cleaner.create().register(new Object(), cleaned::countDown);

        Reference<?> first = collectUntilQueued(queue);
        Reference<?> second = collectUntilQueued(queue);
        if (first == second || (first != weak && first != phantom) || (second != weak && second != phantom)) {
            throw new AssertionError("other references were queued");
        }
        while (cleaned.getCount() > 0) {
            System.gc();
            Thread.yield();
        }
        check(weak.get() == null, "a weak reference was not cleared");
        check(strong.get() == held, "a weak reference to a living object was cleared");
        check(soft.get() != null, "a soft reference was cleared with memory to spare");
        Reference.reachabilityFence(held);
    }

    private static Reference<?> collectUntilQueued(ReferenceQueue<Object> queue) throws InterruptedException {
        Reference<?> found = null;
        while (found == null) {
            System.gc();
            found = queue.remove(100);
        }
        return found;
    }

    private static void check(boolean right, String message) {
        if (!right) {
            throw new AssertionError(message);
        }
    }
}
