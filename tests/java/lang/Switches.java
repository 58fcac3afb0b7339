// Switches of every kind: tables, lookups, strings with colliding hashes, enums, arrows, yield, nested, huge.

public class Switches {
    enum Colour {
        RED, GREEN, BLUE {
            @Override String nick() { return "azure"; }
        };
        String nick() { return name().toLowerCase(); }
    }

    static String table(int i) {
        switch (i) {
            case -1: return "m";
            case 0: return "z";
            case 1: case 2: return "12";
            case 3: { }
            case 4: return "34";
            default: return "d";
        }
    }

    static String lookup(int i) {
        switch (i) {
            case Integer.MIN_VALUE: return "min";
            case -1000: return "k";
            case 0: return "0";
            case 99999: return "9";
            case Integer.MAX_VALUE: return "max";
        }
        return "none";
    }

    static int strings(String s) {
        switch (s) {
            case "Aa": return 1;
            case "BB": return 2;
            case "AaAa": return 3;
            case "BBBB": return 4;
            case "AaBB": return 5;
            case "": return 6;
            case "\u0000": return 7;
            default: return -1;
        }
    }

    static String enums(Colour c) {
        return switch (c) {
            case RED -> "r";
            case GREEN -> {
                String t = c.nick();
                yield t + t;
            }
            case BLUE -> c.nick();
        };
    }

    static int fall(int n) {
        int r = 0;
        switch (n) {
            default: r += 100;
            case 1: r += 1;
            case 2: r += 2;
            break;
            case 3: r += 3;
        }
        return r;
    }

    static int chars(char c) {
        return switch (c) {
            case 'a', 'e', 'i', 'o', 'u' -> 1;
            case '\uffff' -> 2;
            default -> 0;
        };
    }

    static int bytes(byte b) {
        switch (b) {
            case -128: return 1;
            case 127: return 2;
            default: return 0;
        }
    }

    static int nested(int a, String b) {
        outer: switch (a) {
            case 1: switch (b) {
                case "x": break outer;
                case "y": return 11;
                default: break;
            }
            return 12;
            case 2: for (int i = 0; ; i++) { if (i == 3) break outer; }
            default: return 13;
        }
        return 14;
    }

    public static void main(String[] args) {
        for (int i = -3; i < 7; i++) System.out.print(table(i) + fall(i) + " ");
        System.out.println();
        for (int i : new int[] {Integer.MIN_VALUE, Integer.MIN_VALUE + 1, -1000, 0, 5, 99999, Integer.MAX_VALUE}) System.out.print(lookup(i)
                + table(i) + " ");
        System.out.println();
        for (String s : new String[] {"Aa", "BB", "AaAa", "BBBB", "AaBB", "BBAa", "", "\0", "q"}) System.out.print(strings(s) + " ");
        System.out.println();
        for (Colour c : Colour.values()) System.out.print(enums(c) + " ");
        System.out.println(chars('e') + chars('\uffff') * 10 + chars('z') * 100);
        System.out.println(bytes((byte) -128) + " " + bytes((byte) 127) + " " + bytes((byte) 0));
        System.out.println(nested(1, "x") + " " + nested(1, "y") + " " + nested(1, "z") + " " + nested(2, "") + " " + nested(3, ""));
        try { strings(null); } catch (NullPointerException e) { System.out.println("NPE string"); }
        try { enums(null); } catch (NullPointerException e) { System.out.println("NPE enum"); }
        Integer boxed = 3;
        switch (boxed) { case 3: System.out.println("boxed"); }
        switch (5) { }
        int x = switch (args.length) {
            case 0: int q = 4;
            yield q * 2;
            default: yield 1;
        };
        System.out.println(x + switch (x) {
            case 8 -> {
                try { yield 1; } finally { System.out.print("fin "); }
            }
            default -> 2;
        });
    }
}
