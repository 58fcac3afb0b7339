// A method with a loop: called often with short loops first, and then once with a long one.
public class HotLoop {
    static int sum(int n) {
        int sum = 0;
        for (int i = 0; i < n; i++) {
            sum += i * 31;
            sum ^= sum >>> 3;
        }
        return sum;
    }

    public static void main(String[] args) {
        int all = 0;
        for (int i = 0; i < 300; i++) {
            all += sum(10);
        }
        all += sum(1_000_000);
        System.out.println(all);
    }
}
