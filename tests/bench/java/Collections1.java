/** HashMap, ArrayList, ArrayDeque, TreeMap and iterators of the library. */
import java.util.*;

public class Collections1 {
    public static void main(String[] args) {
        long sum = 0;
        for (int round = 0; round < 11; round++) {
            Map<Integer, Integer> counts = new HashMap<>();
            for (int i = 0; i < 60000; i++) counts.merge((i * 7919) % 5003, 1, Integer::sum);
            for (Map.Entry<Integer, Integer> e : counts.entrySet()) sum += e.getKey() * (long) e.getValue();
            List<Integer> list = new ArrayList<>();
            for (int i = 0; i < 40000; i++) list.add((i * 31) ^ round);
            Collections.sort(list);
            for (int v : list) sum = sum * 31 + v;
            Deque<Integer> queue = new ArrayDeque<>();
            for (int i = 0; i < 40000; i++) {
                queue.addLast(i);
                if (i % 3 == 0) sum += queue.removeFirst();
            }
            TreeMap<String, Integer> tree = new TreeMap<>();
            for (int i = 0; i < 4000; i++) tree.put("k" + (i * 17 % 1009), i);
            for (String k : tree.keySet()) sum += k.length();
        }
        System.out.println("Collections1 " + sum);
    }
}
