// vm: -Xmx48m
// Which references are cleared, in which order, and what keeps what alive.
import java.lang.ref.Cleaner;
import java.lang.ref.PhantomReference;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.SoftReference;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

public class ReferenceStrength {
    static final class Node {
        Object next;
        final String name;

        Node(String name, Object next) {
            this.name = name;
            this.next = next;
        }
    }

    /** Comes back to life in its finalizer, once. */
    static final class Phoenix {
        static final List<Phoenix> RISEN = new ArrayList<>();
        static final CountDownLatch DONE = new CountDownLatch(1);
        final Node load = new Node("load", null);

        @Override
        @SuppressWarnings({"deprecation", "removal"})
        protected void finalize() {
            synchronized (RISEN) {
                RISEN.add(this);
            }
            DONE.countDown();
        }
    }

    static Reference<?> next(ReferenceQueue<?> queue) throws InterruptedException {
        return queue.remove(20_000);
    }

    static void chain() throws InterruptedException {
        ReferenceQueue<Object> queue = new ReferenceQueue<>();
        // A soft reference to a holder of a weak one to a holder of a phantom one: all but the soft one's referent
        // is reachable through the soft reference.
        Node last = new Node("last", null);
        PhantomReference<Object> phantom = new PhantomReference<>(last, queue);
        Node middle = new Node("middle", last);
        last = null;
        WeakReference<Object> weak = new WeakReference<>(middle, queue);
        SoftReference<Node> soft = new SoftReference<>(new Node("first", middle));
        middle = null;
        System.gc();
        System.out.println("kept by the soft reference: " + !weak.refersTo(null) + " " + !phantom.refersTo(null));
        soft.get().next = null;
        System.gc();
        List<Reference<?>> arrived = new ArrayList<>(Arrays.asList(next(queue), next(queue)));
        System.out.println("then both go: " + arrived.contains(weak) + " " + arrived.contains(phantom) + " "
            + weak.refersTo(null) + " " + phantom.refersTo(null) + " " + soft.get().name);
    }

    static void finalization() throws InterruptedException {
        ReferenceQueue<Object> queue = new ReferenceQueue<>();
        Reference<?>[] made = new Reference<?>[3];
        // On a stack of its own, of which no word is left.
        Thread maker = new Thread(() -> {
            Phoenix phoenix = new Phoenix();
            made[0] = new WeakReference<>(phoenix.load);
            made[1] = new WeakReference<>(phoenix, queue);
            made[2] = new PhantomReference<>(phoenix, queue);
        });
        maker.start();
        maker.join();
        Reference<?> weakLoad = made[0];
        Reference<?> weak = made[1];
        Reference<?> phantom = made[2];
        System.gc();
        boolean first = next(queue) == weak;
        Phoenix.DONE.await(20, TimeUnit.SECONDS);
        System.out.println("weak before finalization: " + first + ", load too: " + (weakLoad.get() == null)
            + ", phantom not yet: " + (queue.poll() == null));
        System.out.println("risen with its load: " + Phoenix.RISEN.get(0).load.name);
        Phoenix.RISEN.clear();
        System.gc();
        System.out.println("phantom at last: " + (next(queue) == phantom) + ", finalized once: "
            + Phoenix.RISEN.isEmpty());
    }

    static void clearedByHand() throws InterruptedException {
        ReferenceQueue<Object> queue = new ReferenceQueue<>();
        Object object = new Object();
        WeakReference<Object> weak = new WeakReference<>(object, queue);
        System.out.println("refers: " + weak.refersTo(object) + " " + weak.refersTo(null));
        weak.clear();
        object = null;
        System.gc();
        System.out.println("a cleared one is not enqueued: " + (queue.poll() == null) + " " + weak.refersTo(null));
        WeakReference<Object> other = new WeakReference<>(new Object(), queue);
        System.out.println("enqueue: " + other.enqueue() + " " + other.enqueue() + " " + (next(queue) == other));
    }

    static void unreachableReference() throws InterruptedException {
        ReferenceQueue<Object> queue = new ReferenceQueue<>();
        new WeakReference<>(new Object(), queue);
        Object kept = new Object();
        new WeakReference<>(kept, queue);
        System.gc();
        System.out.println("an unreachable reference is not enqueued: " + (queue.remove(50) == null));
        Reference.reachabilityFence(kept);
    }

    static void cleaner() throws InterruptedException {
        Cleaner cleaner = Cleaner.create();
        // A word left on the stack may keep the last ones.
        CountDownLatch cleaned = new CountDownLatch(990);
        for (int i = 0; i < 1000; i++) {
            cleaner.register(new Object(), cleaned::countDown);
        }
        System.gc();
        System.out.println("cleaned: " + cleaned.await(20, TimeUnit.SECONDS));
    }

    static void softOnesGoBeforeTheError() {
        List<SoftReference<byte[]>> soft = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            soft.add(new SoftReference<>(new byte[1 << 20]));
        }
        List<byte[]> strong = new ArrayList<>();
        int gone = 0;
        try {
            while (true) {
                strong.add(new byte[1 << 20]);
            }
        } catch (OutOfMemoryError e) {
            strong.clear();
            for (SoftReference<byte[]> s : soft) {
                gone += s.get() == null ? 1 : 0;
            }
        }
        System.out.println("soft ones gone before the error: " + gone);
    }

    public static void main(String[] args) throws InterruptedException {
        chain();
        finalization();
        clearedByHand();
        unreachableReference();
        cleaner();
        softOnesGoBeforeTheError();
    }
}
