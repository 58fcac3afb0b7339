// live: 26
/** Binary trees: one stays, many small ones are built in its place and dropped, some after a while. */
public final class TreeChurn {
    static final class Node {
        Node left;
        Node right;

        Node(Node left, Node right) {
            this.left = left;
            this.right = right;
        }

        int count() {
            return left == null ? 1 : 1 + left.count() + right.count();
        }
    }

    static Node build(int depth) {
        return depth == 0 ? new Node(null, null) : new Node(build(depth - 1), build(depth - 1));
    }

    public static void main(String[] args) {
        Node large = build(18);
        Node[] kept = new Node[128];
        int random = 12345;
        long sum = 0;
        for (int i = 0; i < 1500; i++) {
            random = random * 1103515245 + 12345;
            kept[(random >>> 16) & 127] = build(11);
            sum += build(8).count();
        }
        for (Node tree : kept) {
            sum += tree == null ? 0 : tree.count();
        }
        System.out.println(sum + large.count());
    }
}
