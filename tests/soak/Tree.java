// A balanced tree that knows what it should contain.

final class Tree {
    private final Tree left;
    private final Tree right;
    private final int depth;
    private final long stamp;

    private Tree(Tree left, Tree right, int depth, long stamp) {
        this.left = left;
        this.right = right;
        this.depth = depth;
        this.stamp = stamp;
    }

    static Tree make(int depth, long stamp) {
        return depth == 0
                ? new Tree(null, null, 0, stamp)
                : new Tree(make(depth - 1, stamp * 31 + 1), make(depth - 1, stamp * 31 + 2), depth, stamp);
    }

    void check(Shared shared) {
        if (!holds(stamp)) shared.fail("a tree is damaged", null);
    }

    private boolean holds(long expected) {
        if (stamp != expected) return false;
        if (depth == 0) return left == null && right == null;
        return left.depth == depth - 1 && left.holds(stamp * 31 + 1) && right.holds(stamp * 31 + 2);
    }
}
