// vm: -Xmx64m
// Interned strings: identity, constants, collection of unused ones.

public class Interning {
    static final String C = "constant";

    public static void main(String[] a) throws Exception {
        System.out.println(("con" + new String("stant")).intern() == C);
        long h = 0;
        for (int i = 0; i < 300_000; i++) h += ("unique" + i).intern().hashCode();
        System.out.println(h);
        String s = new StringBuilder("dyn").append("amic").toString();
        System.out.println(s.intern() == s.intern());
        System.gc();
        System.out.println("constant".intern() == C && C == Interning.class.getDeclaredField("C").get(null));
        System.out.println("\u00e9\u4e2d".intern() == "\u00e9\u4e2d");
        char[] big = new char[100000];
        java.util.Arrays.fill(big, 'x');
        System.out.println(new String(big).intern() == new String(big).intern());
        System.out.println("".intern() == "" + (a.length == 0 ? "" : "x"));
        System.out.println(Integer.class.getName() == "java.lang.Integer".intern());
    }
}
