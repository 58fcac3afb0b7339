/*
 * @test
 * @summary String concatenation in all the ways that javac compiles it.
 * @compile -XDstringConcat=inline Concatenation.java
 * @run main Concatenation
 * @clean Concatenation
 * @compile -XDstringConcat=indy Concatenation.java
 * @run main Concatenation
 * @clean Concatenation
 * @compile -XDstringConcat=indyWithConstants Concatenation.java
 * @run main Concatenation
 */
public class Concatenation {
    public static void main(String[] args) {
        Object nothing = null;
        char c = 'c';
        long l = Long.MIN_VALUE;
        double d = -0.0;
        String s = "s\u20ac" + nothing + c + l + d + 1.5f + true + (byte) -1 + (short) 2 + 3 + new char[0].length;
        String expected = "s\u20acnullc-9223372036854775808-0.01.5true-1230";
        if (!s.equals(expected)) {
            throw new AssertionError(s);
        }
        String grown = "";
        for (int i = 0; i < 100; i++) {
            grown += i % 10;
        }
        if (grown.length() != 100 || !grown.endsWith("0123456789")) {
            throw new AssertionError(grown);
        }
    }
}
