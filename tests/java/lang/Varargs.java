// Varargs, overload resolution, boxing.

public class Varargs {
    static String f(int a) { return "int"; }
    static String f(long a) { return "long"; }
    static String f(Integer a) { return "Integer"; }
    static String f(Object a) { return "Object"; }
    static String f(int... a) { return "int..." + a.length; }
    static String g(Object... o) { return o == null ? "null" : "" + o.length; }
    static String h(double d) { return "double"; }
    static String h(Object o) { return "Object"; }
    static String v(String s, Object... r) { return s + r.length; }
    static String w(char c) { return "char"; }
    static String w(int i) { return "int"; }
    @SafeVarargs static <T> T[] arr(T... t) { return t; }

    public static void main(String[] args) {
        byte b = 1;
        short s = 1;
        char c = 'c';
        System.out.println(f(b) + f(s) + f(c) + f(1) + f(1L) + f(1f) + f((Integer) 1) + f() + f(1, 2) + f("x") + f((Object) null));
        System.out.println(g() + g((Object[]) null) + g((Object) null) + g(1, 2) + g(new Integer[] {1, 2, 3}) + g(new int[] {1, 2, 3})
                + h(1) + h('c') + h(1L) + h("s") + v("a") + v("b", 1, 2) + w('a') + w('a' + 1) + w((char) 98));
        System.out.println(arr(1, 2).getClass() + " " + arr("x").getClass() + " " + arr(1, "x").getClass().getComponentType());
        Integer i127a = 127, i127b = 127, i128a = 128, i128b = 128;
        System.out.println((i127a == i127b) + " " + (i128a == i128b) + " " + i128a.equals(i128b));
        Long lg = 5L;
        System.out.println(lg.equals(5) + " " + lg.equals(5L) + " " + new Object[] {true ? 1 : 2.0}[0] + (true ? Integer.valueOf(1)
                : Double.valueOf(2)) + (Object) (true ? 'a' : 0) + (false ? 1 : 'b'));
        Integer n = null;
        try { int x = n; } catch (NullPointerException e) { System.out.println("unbox"); }
        Character ch = 'a';
        ch++;
        System.out.println(ch);
        Integer cnt = 0;
        for (int k = 0; k < 300; k++) cnt++;
        System.out.println(cnt);
    }
}
