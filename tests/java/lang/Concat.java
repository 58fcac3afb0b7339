// String concatenation: all types, nulls, order of evaluation, many operands.

public class Concat {
    static int n;
    static String next(String s) { return s + n++; }

    static class T {
        public String toString() { return null; }
    }

    public static void main(String[] args) {
        byte b = -1;
        short s = -2;
        char c = 'x';
        int i = Integer.MIN_VALUE;
        long l = Long.MIN_VALUE;
        float f = 1.5e10f;
        double d = -0.0;
        boolean z = true;
        Object o = null;
        String nul = null;
        char[] arr = null;
        System.out.println("" + b + s + c + i + l + f + d + z + o + nul + new T());
        System.out.println(b + s + c + "" + i + 'c' + 1 + 1L + (1 + 1));
        String acc = "a";
        acc += 1 + 2;
        acc += 'c';
        acc += null;
        acc += 1.0f;
        System.out.println(acc);
        System.out.println(next("a") + next("b") + (n += 10) + next("c") + n++ + ++n);
        String u = "\u00e9" + "\u4e2d" + "\ud83d\ude00";
        System.out.println(u.length() + u + c + "\u00ff" + (char) 0x100);
        String[] parts = {"x"};
        int k = 0;
        parts[k++] += k + "y";
        System.out.println(parts[0] + k);
        String lots = "" + i + l + f + d + b + s + c + z + i + l + f + d + b + s + c + z + i + l + f + d + b + s + c + z + i + l + f
                + d + b + s + c + z + i + l + f + d + b + s + c + z + i + l + f + d + b + s + c + z + i + l + f + d + b + s + c + z;
        System.out.println(lots.length() + " " + lots.hashCode());
        String t = "\1\2tag\1" + i + "\2\1" + l;
        System.out.println(t.length() + t.replace('\1', '1').replace('\2', '2'));
        final String k1 = "const", k2 = k1 + 1 + 'c' + 2.0 + true;
        System.out.println(k2 == "const1c2.0true");
        System.out.println((k2 + parts[0]).intern() == (k2 + parts[0]).intern());
        Object obj = "q";
        obj += "r";
        System.out.println(obj);
        StringBuilder sb = new StringBuilder();
        for (int j = 0; j < 1000; j++) sb.append(j + "," + (char) ('a' + j % 26) + j * 1.5);
        System.out.println(sb.toString().hashCode());
    }
}
