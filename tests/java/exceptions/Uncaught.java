// exit: 1
// compare: stdout,exit,stderr
// An uncaught exception ends the program with exit code 1 and a trace.

public class Uncaught {
    static void f(int n) {
        if (n == 0) throw new IllegalStateException("uncaught here", new RuntimeException("why"));
        f(n - 1);
    }

    public static void main(String[] a) {
        System.out.println("before");
        f(3);
    }
}
