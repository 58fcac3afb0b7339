// A method that is compiled, and one that is inlined in it.

public class Hot {
    public static void main(String[] args) {
        int sum = 0;
        for (int i = 0; i < 100_000; i++) {
            sum += outer(i);
        }
        System.out.println(sum);
    }

    static int outer(int i) {
        return inner(i) ^ i >>> 3;
    }

    static int inner(int i) {
        return i * 31;
    }
}
