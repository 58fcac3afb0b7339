// vm: -Xmx32m
// timeout: 120
// Allocates a hundred times the heap in many shapes and keeps a changing part alive.

import java.util.*;

public class Churn {
    static class Node {
        Node l, r;
        long v;
        byte[] pad;
        Node(long v) { this.v = v; }
    }

    interface Maker { Object make(int i); }

    static Node tree(int d) {
        Node n = new Node(d);
        if (d > 0) {
            n.l = tree(d - 1);
            n.r = tree(d - 1);
        }
        return n;
    }

    static int count(Node n) { return n == null ? 0 : 1 + count(n.l) + count(n.r); }

    public static void main(String[] a) {
        Random rnd = new Random(5);
        Maker[] ms = {i -> new byte[i % 3000], i -> new Object[i % 500], i -> new long[i % 700], i -> "s" + i, i -> new ArrayList<>(List.of(i,
                i + 1)), i -> tree(4), i -> new int[i % 10][i % 20], i -> new HashMap<>(Map.of(i, "v")), i -> (Runnable) () -> { },
                i -> Integer.valueOf(i), i -> new StringBuilder().append(i).append("x".repeat(i % 200)), i -> new Object() {
            int q = i;
        }, i -> new char[i % 5000], i -> new boolean[70000]};
        Object[] live = new Object[400];
        long bytes = 0;
        int n = 0;
        while (bytes < 100L * (32 << 20)) {
            for (int k = 0; k < 2000; k++, n++) {
                Object o = ms[n % ms.length].make(n);
                live[rnd.nextInt(live.length)] = o;
                bytes += o instanceof byte[] b ? b.length : o instanceof Object[] q ? q.length * 8 : o instanceof long[] l ? l.length *
                        8 : o instanceof char[] c ? c.length * 2 : o instanceof boolean[] z ? z.length : 800;
            }
        }
        Node keep = tree(12);
        for (int k = 0; k < 200; k++) {
            byte[] g = new byte[1 << 20];
            g[k] = 1;
        }
        System.out.println(count(keep));
        int nn = 0;
        for (Object o : live) if (o != null) nn++;
        System.out.println(nn + " " + (bytes >= 100L * (32 << 20)));
    }
}
