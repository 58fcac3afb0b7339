// The collections framework: maps, sets, lists, deques, views, iteration orders, edge cases.

import java.util.*;
import java.util.stream.*;

public class Collections2 {
    record Bad(int k) {
        public int hashCode() { return 1; }
    }

    record Cmp(int k) implements Comparable<Cmp> {
        public int hashCode() { return 1; }
        public int compareTo(Cmp o) { return Integer.compare(k, o.k); }
    }

    public static void main(String[] a) {
        List<Map<Object, Integer>> ms = List.of(new HashMap<>(), new LinkedHashMap<>(), new TreeMap<>(Comparator.comparing(Object::toString)),
                new Hashtable<>(), new IdentityHashMap<>(), new java.util.concurrent.ConcurrentHashMap<>(), new LinkedHashMap<>(4,
                0.75f, true) {
            protected boolean removeEldestEntry(Map.Entry<Object, Integer> e) { return size() > 50; }
        });
        for (Map<Object, Integer> m : ms) {
            for (int i = 0; i < 200; i++) m.put("k" + i % 120, i);
            for (int i = 0; i < 60; i++) m.remove("k" + i * 2);
            m.merge("k1", 5, Integer::sum);
            m.computeIfAbsent("new", k -> 9);
            m.computeIfPresent("k3", (k, v) -> null);
            m.compute("k5", (k, v) -> v == null ? -1 : v + 1);
            m.putIfAbsent("k7", 77);
            m.replaceAll((k, v) -> v * 2);
            if (!(m instanceof IdentityHashMap)) System.out.println(m.getClass().getSimpleName() + m.size() + " " + new TreeMap<>(m).hashCode()
                    + m.values().stream().mapToInt(v -> v).sum() + m.getOrDefault("zz", 0) + m.containsValue(10) + m.keySet().retainAll(Set.of("k1",
                    "k9", "new")) + m);
        }
        Map<Bad, Integer> coll = new HashMap<>();
        for (int i = 0; i < 300; i++) coll.put(new Bad(i), i);
        int s = 0;
        for (int i = 0; i < 300; i += 3) s += coll.remove(new Bad(i));
        System.out.println(s + " " + coll.size());
        Map<Cmp, Integer> tree = new HashMap<>();
        for (int i = 0; i < 300; i++) tree.put(new Cmp(i), i);
        System.out.println(tree.get(new Cmp(299)) + " " + tree.entrySet().iterator().next());
        NavigableMap<Integer, String> tm = new TreeMap<>();
        for (int i = 0; i < 100; i++) tm.put(i * 37 % 101, "v" + i);
        System.out.println(tm.headMap(10).toString() + tm.ceilingEntry(50) + tm.lowerKey(50) + tm.descendingMap().firstEntry() + tm.subMap(20,
                true, 25, false) + tm.pollFirstEntry() + tm.floorKey(-1));
        PriorityQueue<Integer> pq = new PriorityQueue<>(Comparator.reverseOrder());
        for (int i = 0; i < 50; i++) pq.add(i * 31 % 53);
        StringBuilder sb = new StringBuilder();
        while (!pq.isEmpty()) sb.append(pq.poll()).append(' ');
        System.out.println(sb);
        ArrayDeque<Integer> d = new ArrayDeque<>(2);
        for (int i = 0; i < 40; i++) {
            if (i % 2 == 0) d.addFirst(i);
            else d.addLast(i);
            if (i % 5 == 0) d.pollLast();
        }
        System.out.println(d);
        List<Integer> l = new ArrayList<>(IntStream.range(0, 50).boxed().toList());
        Collections.shuffle(l, new Random(3));
        System.out.println(l);
        Collections.rotate(l, 7);
        Collections.swap(l, 0, 1);
        l.subList(5, 20).clear();
        l.removeIf(x -> x % 3 == 0);
        l.replaceAll(x -> x * x);
        Collections.reverse(l);
        System.out.println(l + " " + Collections.max(l) + Collections.binarySearch(List.of(1, 3, 5), 4) + Collections.frequency(l, 4)
                + Collections.nCopies(3, "x") + Collections.disjoint(l, List.of(-1)) + l.indexOf(4));
        LinkedList<String> ll = new LinkedList<>(List.of("a", "b", "c"));
        ListIterator<String> it = ll.listIterator();
        while (it.hasNext()) {
            String q = it.next();
            if (q.equals("b")) {
                it.remove();
                it.add("B1");
                it.add("B2");
            } else it.set(q + q);
        }
        System.out.println(ll + "" + ll.descendingIterator().next());
        BitSet bs = new BitSet();
        for (int i = 0; i < 200; i += 7) bs.set(i);
        bs.flip(10, 20);
        System.out.println(bs + " " + bs.cardinality() + bs.nextClearBit(14));
        System.out.println(new ArrayList<>(EnumSet.range(Thread.State.NEW, Thread.State.WAITING)) + "" + Arrays.asList(3, 1, 2) +
                new HashSet<>(List.of("x", "y", "z", "banana", "apple")) + new TreeSet<>(Set.of(5, 3, 9)).descendingSet() + Stream.iterate(1,
                x -> x * 3).limit(10).collect(Collectors.partitioningBy(x -> x % 2 == 0)));
        Iterator<Integer> fi = new ArrayList<>(List.of(1, 2)).iterator();
        fi.next();
        fi.remove();
        try { fi.remove(); } catch (IllegalStateException e) { System.out.println("ise"); }
        Vector<Integer> v = new Vector<>(List.of(1, 2));
        v.addElement(3);
        System.out.println(v.elements().nextElement() + "" + new Stack<Integer>() {
            {
                push(1);
                push(2);
                pop();
            }
        } + new StringTokenizer("a b,c", " ,").countTokens());
    }
}
