// vm: -Xmx64m
// timeout: 120
// OutOfMemoryError for huge arrays and a full heap; the VM goes on afterwards.

import java.util.*;

public class OutOfMemory {
    static Object sink;

    public static void main(String[] args) {
        try { sink = new int[Integer.MAX_VALUE]; } catch (OutOfMemoryError e) {
            System.out.println(e.getMessage());
        }
        try { sink = new long[Integer.MAX_VALUE - 2]; } catch (OutOfMemoryError e) {
            System.out.println(e.getMessage());
        }
        try { sink = new byte[100 << 20]; } catch (OutOfMemoryError e) { System.out.println(e.getMessage()); }
        try { sink = new Object[1000][1000000]; } catch (OutOfMemoryError e) {
            System.out.println(e.getMessage());
        }
        sink = null;
        for (int round = 0; round < 3; round++) {
            try {
                List<byte[]> l = new ArrayList<>();
                while (true) l.add(new byte[1 << 20]);
            } catch (OutOfMemoryError e) { System.out.println("filled " + e.getMessage()); }
        }
        try {
            Object[] chain = null;
            while (true) chain = new Object[] {chain, new int[20]};
        } catch (OutOfMemoryError e) { System.out.println("chain " + e.getMessage()); }
        try {
            StringBuilder sb = new StringBuilder("x");
            while (true) sb.append(sb);
        } catch (OutOfMemoryError e) { System.out.println("sb"); }
        byte[] ok = new byte[10 << 20];
        System.out.println(ok.length);
        Map<Integer, String> m = new HashMap<>();
        for (int i = 0; i < 10000; i++) m.put(i, "v" + i);
        System.out.println(m.size());
    }
}
