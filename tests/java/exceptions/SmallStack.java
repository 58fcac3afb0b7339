// vm: -Xss512k
// Deep recursion with a small stack.

public class SmallStack {
    static int d;

    static void f() {
        d++;
        f();
    }

    public static void main(String[] a) {
        for (int i = 0; i < 50; i++) try { f(); } catch (StackOverflowError e) {
            if (i % 10 == 0) System.out.println("caught " + i);
        }
        System.out.println(d > 5000);
    }
}
