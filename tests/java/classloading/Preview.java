// javac: --enable-preview --release 17
// vm: --enable-preview
// Class files that use preview features run where these are enabled.

public class Preview {
    static String kind(Object o) {
        return switch (o) {
            case Integer i -> "int " + i;
            case String s -> "string " + s;
            default -> "other";
        };
    }

    public static void main(String[] args) {
        System.out.println(kind(5) + ", " + kind("five") + ", " + kind(5.0));
    }
}
