// vm: -Xlog:disable -Xverify:all
// Verification of everything; the boot loader's own packages.

public class BootAppend {
    public static void main(String[] a) {
        System.out.println(java.util.List.of(1, 2, 3).stream().mapToInt(x -> x).sum() + " " + String.format("%05d", 42));
    }
}
