// vm: -XX:+IgnoreUnrecognizedVMOptions -XX:+UnlockDiagnosticVMOptions -XX:+GCStress -XX:GCStressInterval=5000 -XX:+VerifyHeap
// timeout: 120
// Stores of young objects into old arrays and objects by every way that there is: element stores, arraycopy, clone,
// fill, atomics, VarHandles. Each needs the write barrier.

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;

public class OldArrays {
    static final class Node implements Cloneable {
        volatile Object value;
        Object[] many = new Object[4];
        Node next;

        Node copy() throws CloneNotSupportedException {
            return (Node) clone();
        }
    }

    static final VarHandle ELEMENTS = MethodHandles.arrayElementVarHandle(Object[].class);
    static final AtomicReferenceFieldUpdater<Node, Object> VALUE =
            AtomicReferenceFieldUpdater.newUpdater(Node.class, Object.class, "value");
    static Object kept;

    static long sum(Object o) {
        if (o == null) return 0;
        if (o instanceof int[] ints) return Arrays.stream(ints).sum();
        if (o instanceof Object[] all) {
            long s = 0;
            for (Object x : all) s += sum(x);
            return s;
        }
        if (o instanceof Node n) return sum(n.value) + sum(n.many);
        return o.hashCode();
    }

    public static void main(String[] args) throws Exception {
        Object[] old = new Object[64];
        Object[] other = new Object[64];
        Object[] large = new Object[20000];
        Node node = new Node();
        AtomicReferenceArray<Object> array = new AtomicReferenceArray<>(16);
        AtomicReference<Object> reference = new AtomicReference<>();
        kept = new Object[] {old, other, large, node, array, reference};
        System.gc();
        long total = 0;
        for (int i = 0; i < 1000; i++) {
            old[i % 64] = new int[] {i, 1};
            ELEMENTS.setVolatile(other, i % 64, new int[] {i, 2});
            ELEMENTS.compareAndSet(other, (i + 1) % 64, null, new int[] {i, 3});
            large[(i * 37) % large.length] = new int[] {i, 4};
            array.set(i % 16, new int[] {i, 5});
            array.getAndSet((i + 3) % 16, new int[] {i, 6});
            reference.set(new int[] {i, 7});
            VALUE.set(node, new int[] {i, 8});
            VALUE.getAndSet(node, new int[] {i, 9});
            node.many[i & 3] = Integer.valueOf(i + 1000);
            if (i % 50 == 0) {
                Object[] young = new Object[64];
                for (int j = 0; j < 64; j++) young[j] = new int[] {j, i};
                System.arraycopy(young, 0, old, 0, 32);
                System.arraycopy(old, 0, old, 16, 48);
                System.arraycopy(old, 16, old, 0, 40);
                System.arraycopy(young, 0, large, 500, 64);
                Arrays.fill(other, 10, 20, new int[] {i});
                Object[] copy = old.clone();
                Node twin = node.copy();
                twin.next = node;
                node.next = new Node();
                node.next.value = copy;
                total += sum(copy) + sum(twin) + sum(large) % 1000;
            }
            total += sum(old[(i * 7) % 64]) + sum(other[(i * 11) % 64]) + sum(reference.get());
            total += sum(array.get((i * 5) % 16)) + sum(node);
        }
        System.out.println(total);
        System.out.println(sum(kept) != 0);
    }
}
