// vm: -XX:+UnlockExperimentalVMOptions -XX:+UseEpsilonGC -Xmx256m -Xlog:disable
// The heap that never collects.
public class Epsilon {
    public static void main(String[] args) {
        long sum = 0;
        for (int i = 0; i < 50_000; i++) sum += new int[i % 100].length + ("s" + i).length();
        System.gc();
        System.out.println(sum);
    }
}
