// A method that is hot while its class is being initialised, and afterwards.

public class Initializer {
    public static void main(String[] args) {
        int before = Counted.sum;
        for (int i = 0; i < 100_000; i++) {
            Counted.add(i);
        }
        System.out.println("initialised: " + before + " " + Counted.sum);
    }

    static class Counted {
        static int sum;

        static {
            for (int i = 0; i < 100_000; i++) {
                add(i);
            }
        }

        static void add(int i) {
            sum += new int[] {i, i >>> 1}[i & 1];
        }
    }
}
