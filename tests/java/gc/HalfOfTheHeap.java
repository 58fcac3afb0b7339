// vm: -Xmx200m
// An array that takes more than half of the heap fits again and again, whatever the young generation's size.
public class HalfOfTheHeap {
    static byte[] kept;

    public static void main(String[] args) {
        long sum = 0;
        for (int i = 0; i < 6; i++) {
            kept = null;
            kept = new byte[(100 + i) << 20];
            kept[i] = 1;
            sum += kept.length;
        }
        System.out.println(sum);
    }
}
