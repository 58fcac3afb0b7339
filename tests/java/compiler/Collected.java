// Objects that only compiled frames refer to survive collections.
// vm: -Xmixed -Xbatch -Xmx48m -XX:+IgnoreUnrecognizedVMOptions -XX:+UnlockDiagnosticVMOptions -XX:+GCStress -XX:GCStressInterval=500

import java.util.*;

public class Collected {
    static class Tree {
        Tree left, right;
        int value;

        Tree(int value, Tree left, Tree right) {
            this.value = value;
            this.left = left;
            this.right = right;
        }

        int sum() {
            return value + (left == null ? 0 : left.sum()) + (right == null ? 0 : right.sum());
        }
    }

    static Tree build(int depth, int v) {
        return depth == 0 ? null : new Tree(v, build(depth - 1, v * 2), build(depth - 1, v * 2 + 1));
    }

    static int join(String a, String b, int n) {
        String s = a + n;
        String t = b + s.length();
        return s.concat(t).hashCode() ^ s.hashCode();
    }

    static int arrays(int n) {
        int[][] grid = new int[4][n % 7 + 1];
        long[] longs = new long[n % 5];
        Object[] objects = {grid, longs, "s" + n};
        return grid.length + longs.length + ((String) objects[2]).length() + ((int[][]) objects[0])[3].length;
    }

    public static void main(String[] args) {
        long sum = 0;
        for (int i = 0; i < 1500; i++) {
            sum += build(5, i).sum() + join("left", "right", i) + arrays(i);
        }
        Map<Integer, List<String>> map = new HashMap<>();
        for (int i = 0; i < 4000; i++) {
            map.computeIfAbsent(i % 50, k -> new ArrayList<>()).add("v" + i);
        }
        System.out.println(sum + " " + map.values().stream().mapToInt(List::size).sum());
    }
}
