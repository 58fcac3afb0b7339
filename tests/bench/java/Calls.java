/** Static calls and recursion: fib, ackermann, tak. */
public class Calls {
    static int fib(int n) { return n < 2 ? n : fib(n - 1) + fib(n - 2); }
    static int ack(int m, int n) { return m == 0 ? n + 1 : n == 0 ? ack(m - 1, 1) : ack(m - 1, ack(m, n - 1)); }
    static int tak(int x, int y, int z) { return y >= x ? z : tak(tak(x - 1, y, z), tak(y - 1, z, x), tak(z - 1, x, y)); }

    public static void main(String[] args) {
        int sum = 0;
        for (int i = 0; i < 13; i++) sum += fib(29) + ack(2, 400) + tak(14, 8, 4);
        System.out.println("Calls " + sum);
    }
}
