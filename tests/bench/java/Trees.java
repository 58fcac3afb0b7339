/** Allocation of short-lived trees beside one that lives long. */
public class Trees {
    static final class Node {
        final Node left;
        final Node right;

        Node(Node left, Node right) {
            this.left = left;
            this.right = right;
        }

        int count() { return left == null ? 1 : 1 + left.count() + right.count(); }
    }

    static Node make(int depth) { return depth == 0 ? new Node(null, null) : new Node(make(depth - 1), make(depth - 1)); }

    public static void main(String[] args) {
        Node old = make(17);
        long sum = 0;
        for (int depth = 4; depth <= 14; depth += 2) {
            int rounds = 1 << (19 - depth);
            for (int i = 0; i < rounds; i++) sum += make(depth).count();
        }
        System.out.println("Trees " + sum + " " + old.count());
    }
}
