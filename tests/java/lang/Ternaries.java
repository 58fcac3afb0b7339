// Conditional expressions, short circuits, compound assignment order, instanceof and casts.

public class Ternaries {
    static int calls;

    static boolean t(boolean b) {
        calls++;
        return b;
    }

    static int[] arr() {
        System.out.print("arr ");
        return new int[2];
    }

    static int idx(int i) {
        System.out.print("idx" + i + " ");
        return i;
    }

    static int val(int v) {
        System.out.print("val" + v + " ");
        return v;
    }

    static Object pick(int i) { return i == 0 ? "s" : i == 1 ? (Object) 1 : i == 2 ? new int[0] : null; }

    public static void main(String[] args) {
        System.out.println((t(false) && t(true)) + " " + (t(true) || t(false)) + " " + (t(false) & t(true)) + " " + (t(true) | t(false))
                + " " + (t(true) ^ t(true)) + calls);
        arr()[idx(1)] = val(3);
        System.out.println();
        arr()[idx(0)] += val(4);
        System.out.println();
        try { arr()[idx(5)] = val(9); } catch (ArrayIndexOutOfBoundsException e) {
            System.out.println(e.getMessage());
        }
        try {
            int[] n = null;
            n[idx(1)] = val(2);
        } catch (NullPointerException e) { System.out.println("npe after"); }
        try { arr()[idx(0)] = val(1) / val(0); } catch (ArithmeticException e) { System.out.println("div"); }
        for (int i = 0; i < 4; i++) {
            Object o = pick(i);
            System.out.println((o instanceof String) + " " + (o instanceof Comparable) + " " + (o instanceof int[]) + " " + (o instanceof Object)
                    + " " + (o instanceof Number n && n.intValue() > 0));
        }
        long l = true ? 1 : 2L;
        int x = 3;
        x = x++ * 2 + x;
        System.out.println(l + " " + x);
        boolean b = false;
        b |= true;
        b &= !b;
        b ^= true;
        System.out.println(b);
        System.out.println(x > 3 ? x < 10 ? "mid" : "high" : "low");
        int y = (x = 5) + x * (x = 2) + x;
        System.out.println(y);
        System.out.println(1 + 2 + "3" + 4 * 5 + (char) 65 + (int) 'A' + (byte) 300 + (5 & 6 | 1 ^ 3) + (-5 >> 1) + (-5 >>> 30) + (-5 / 2)
                + -5 % 3);
        Object o = (Runnable & java.io.Serializable) () -> { };
        System.out.println(o instanceof java.io.Serializable);
        char c = 'x';
        int i = 0;
        System.out.println(true ? c : 0);
        System.out.println(true ? c : i);
        System.out.println(false ? i : c);
        final int fi = 0;
        System.out.println(true ? c : fi);
    }
}
