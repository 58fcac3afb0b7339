// vm: -XX:MaxJavaStackTraceDepth=5
// The depth of traces is limited by its flag.

public class MaxDepth {
    static void f(int n) {
        if (n == 0) throw new RuntimeException();
        f(n - 1);
    }

    public static void main(String[] a) {
        try { f(20); } catch (RuntimeException e) { System.out.println(e.getStackTrace().length); }
    }
}
