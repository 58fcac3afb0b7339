// Regular expressions of many kinds.

import java.util.*;
import java.util.regex.*;
import java.util.stream.*;

public class Regexes {
    public static void main(String[] a) {
        String[][] c = {{"(a+)(b*)", "aabbb ab b"}, {"(?<y>\\d{4})-(?<m>\\d\\d)", "on 2020-05 and 1999-12"}, {"(?i)HeLLo\\b",
                "hello HELLO helloo"}, {"^\\w+$", "one\ntwo"}, {"(?m)^\\w+$", "one\ntwo"}, {"(?s)a.b", "a\nb"}, {"(a|ab)(c|bcd)(d*)",
                "abcd"}, {"(\\w)\\1", "book keeper"}, {"a*?b", "aaab"}, {"a*+a", "aaa"}, {"(?=\\d)\\w{2}(?!x)", "1ax 2by"}, {"(?<=\\$)\\d+(?<!9)",
                "$12 $19 $30"}, {"[a-c&&[^b]]+", "abcacb"}, {"\\p{Lu}\\p{L}*", "Élan ñandú Österreich"}, {"[^\\s]+", " a  b "}, {"\\Qa.b\\E",
                "a.b axb"}, {"x{2,3}", "xxxxxx"}, {"(?x) a b # c\n c", "abc"}, {"\\R", "a\r\nb\nc"}, {"\\X", "e\u0301a"}, {"(?:a|b|c){3}",
                "abcabcab"}, {"((a)|(b))*", "abab"}, {"\\bfoo\\B", "foo food"}, {"[\\u4e00-\\u9fff]+", "漢字kana"}, {"(?>a+)b", "aaab"},
                {"", "ab"}};
        for (String[] t : c) {
            Matcher m = Pattern.compile(t[0]).matcher(t[1]);
            StringBuilder s = new StringBuilder(t[0].replace("\n", "\\n") + ": ");
            while (m.find()) {
                s.append(m.start()).append('-').append(m.end()).append('[').append(m.group().replaceAll("[\r\n]", "~"));
                for (int i = 1; i <= m.groupCount(); i++) s.append('|').append(m.group(i));
                s.append("] ");
            }
            System.out.println(s);
        }
        System.out.println("a1b22c333".replaceAll("(\\d+)", "<$1>") + "x.y.z".split("\\.").length + Arrays.toString("a:b::c".split(":",
                3)) + Pattern.compile("\\d").matcher("a1b2").replaceAll(r -> "" + (Integer.parseInt(r.group()) + 1)) + "aaa".replaceFirst("a",
                "\\$") + Pattern.matches("[a-z]+\\d?", "abc5") + Pattern.compile(",").splitAsStream("p,q,r").collect(Collectors.toList())
                + Pattern.compile("(?<n>x)").matcher("x").results().map(MatchResult::group).toList() + Pattern.compile("a", Pattern.CASE_INSENSITIVE
                | Pattern.LITERAL).flags() + Pattern.quote("a\\E"));
        Matcher m = Pattern.compile("(\\w)(\\d)").matcher("a1 b2");
        StringBuilder sb = new StringBuilder();
        while (m.find()) m.appendReplacement(sb, "$2$1");
        m.appendTail(sb);
        System.out.println(sb + "" + m.reset().lookingAt() + m.hitEnd() + m.region(3, 5).matches() + m.toMatchResult().start(2));
        for (String bad : new String[] {"(", "[a", "a{2", "*", "\\", "(?<1>a)", "(?<=a*)b", "\\p{Nope}", "a**", "(?z)", "[z-a]",
                "\\k<q>"}) try {
            Pattern.compile(bad);
            System.out.println("ok " + bad);
        } catch (PatternSyntaxException e) { System.out.println(e.getMessage().replace("\n", " / ")); }
        long t = 0;
        for (int i = 0; i < 300; i++) t += Pattern.compile("(\\d+)-(\\w+)").matcher("x12-abc" + i).find() ? 1 : 0;
        System.out.println(t);
        Scanner sc = new Scanner("12 3.5 word true 0x1F\nline two\n7,8");
        System.out.println(sc.nextInt() + sc.nextDouble() + sc.next() + sc.nextBoolean() + sc.next("0x\\w+") + sc.nextLine() + "|" +
                sc.nextLine() + sc.useDelimiter(",").nextInt() + sc.hasNextInt() + sc.next());
    }
}
