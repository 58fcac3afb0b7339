// String methods and StringBuilder, Latin-1 and UTF-16.

import java.util.*;

public class Strings2 {
    public static void main(String[] args) throws Exception {
        for (String s : new String[] {"", " ", "Hello, World", "ÿþ", "日本語テキスト", "a,b,,c,,", "\tx\n y \u2003"}) {
            System.out.println(s.length() + "|" + s.trim() + "|" + s.strip() + "|" + s.isBlank() + s.isEmpty() + "|" + s.toUpperCase()
                    + s.toLowerCase() + "|" + s.indexOf('l') + s.lastIndexOf("l") + "|" + s.replace('l', 'L') + s.replace("l", "<>")
                    + "|" + Arrays.toString(s.split(",")) + Arrays.toString(s.split(",", -1)) + Arrays.toString(s.split("")) + "|" +
                    s.hashCode() + s.contains("o") + s.repeat(2) + s.concat("!") + s.lines().count() + s.chars().max() + Arrays.toString(s.getBytes("UTF-16")).hashCode()
                    + Arrays.hashCode(s.getBytes("ISO-8859-1")) + s.indent(2) + s.stripLeading() + s.equalsIgnoreCase(s.toUpperCase())
                    + s.compareToIgnoreCase("h") + new StringBuilder(s).reverse());
        }
        StringBuilder b = new StringBuilder();
        b.append(1).append('c').append(2L).append(1.5f).append(2.5).append(true).append((Object) null).append(new char[] {'x', 'y'}).append("abc",
                1, 2).insert(0, "<<").insert(3, 42).deleteCharAt(1).replace(0, 2, "[]").append("日").setCharAt(0, '本');
        System.out.println(b + " " + b.length() + b.indexOf("c") + b.charAt(3));
        b.setLength(3);
        System.out.println(b);
        b.setLength(5);
        System.out.println((int) b.charAt(4));
        for (int i = 0; i < 5000; i++) b.append(i % 10);
        System.out.println(b.toString().hashCode());
        try { b.insert(99999, "x"); } catch (StringIndexOutOfBoundsException e) {
            System.out.println(e.getMessage());
        }
        try { "abc".substring(2, 1); } catch (StringIndexOutOfBoundsException e) {
            System.out.println(e.getMessage());
        }
        System.out.println("" + "a".compareTo("b") + "abc".regionMatches(true, 1, "XBC", 1, 2) + String.valueOf((Object) null) +
                String.join("-", List.of("a", "b")) + "%d%%".formatted(5) + "x".equals(null) + "a\\tb".translateEscapes() +
                " a\n  b".stripIndent() + String.copyValueOf(new char[] {'a', 'b', 'c'}, 1, 2) + new String(new int[] {0x1f600, 65},
                0, 2) + "tEST".substring(1).chars().filter(Character::isUpperCase).count() + "b".transform(s -> s + s));
        String i1 = new String("intern me"), i2 = "intern " + "me";
        System.out.println((i1 == i2) + " " + (i1.intern() == i2) + new String(new byte[] {(byte) 0xc3, (byte) 0xa9, (byte) 0xff},
                "UTF-8") + "Ab".startsWith("b", 1) + "Ab".endsWith(""));
        StringBuffer sf = new StringBuffer("x");
        sf.append(1).reverse();
        System.out.println("" + sf + CharSequence.compare("a", "b") + "x".contentEquals(sf));
    }
}
