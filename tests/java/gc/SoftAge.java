// vm: -Xmx64m -XX:SoftRefLRUPolicyMSPerMB=0
// Without a time for each free megabyte a soft reference lives only as long as it was used since the last collection.
import java.lang.ref.ReferenceQueue;
import java.lang.ref.SoftReference;

public class SoftAge {
    public static void main(String[] args) throws InterruptedException {
        ReferenceQueue<Object> queue = new ReferenceQueue<>();
        SoftReference<Object> used = new SoftReference<>(new Object(), queue);
        SoftReference<Object> unused = new SoftReference<>(new Object(), queue);
        int collections = 0;
        do {
            System.gc();
            collections++;
            if (used.get() == null) {
                System.out.println("the used one went");
            }
        } while (!unused.refersTo(null) && collections < 10_000);
        System.out.println("the unused one went: " + (queue.remove(20_000) == unused) + ", the used one is there: "
            + (used.get() != null));
    }
}
