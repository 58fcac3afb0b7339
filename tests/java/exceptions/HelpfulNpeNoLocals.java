// javac: -g:lines,source
// Without the table of local variables the messages name slots.

public class HelpfulNpeNoLocals {
    String f;
    int[] a;

    String m(Object p, long l, int[][] q) {
        if (l == 0) return p.toString();
        if (l == 1) {
            q[1][(int) l] = 4;
            return "";
        }
        String loc = f;
        int[] r = a;
        if (l == 2) return loc.trim();
        return "" + r[0];
    }

    /** In a handler a parameter counts as one even if it was written where the handler reaches. */
    static int handled(Object p, int[] q, String s) {
        try {
            s = "x".repeat(q.length);
            s = null;
            throw new IllegalStateException();
        } catch (IllegalStateException e) {
            return q.length > 5 ? p.hashCode() : s.length();
        }
    }

    public static void main(String[] args) {
        for (int i = 0; i < 4; i++) try {
            System.out.println(new HelpfulNpeNoLocals().m(null, i, new int[3][]));
        } catch (NullPointerException e) { System.out.println(e.getMessage()); }
        for (int i = 5; i < 7; i++) try {
            System.out.println(handled(null, new int[i], "s"));
        } catch (NullPointerException e) { System.out.println(e.getMessage()); }
        try {
            String x = args.length > 5 ? "" : null;
            x.length();
        } catch (NullPointerException e) { System.out.println(e.getMessage()); }
    }
}
