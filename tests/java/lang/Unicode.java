// Identifiers, strings and characters outside ASCII.

public class Unicode {
    static int größe = 3;

    static class Жук {
        String имя() { return "жук"; }
    }

    enum 色 { 赤, 青 }

    public static void main(String[] args) throws Exception {
        System.out.println(größe + new Жук().имя() + 色.青 + Жук.class.getName() + 色.class.getSimpleName());
        System.out.println(Class.forName("Unicode$Жук").getDeclaredMethod("имя").invoke(new Жук()));
        String s = "a\u0000b\ud800c\udfff\ud83d\ude00";
        System.out.println(s.length() + " " + s.codePointCount(0, s.length()) + " " + s.codePoints().sum() + " " + s.hashCode() +
                " " + s.getBytes("UTF-8").length);
        System.out.println("straße".toUpperCase() + "ǅ".toLowerCase() + "İ".toLowerCase().length() + Character.getName('é') +
                Character.isLetter('中') + Character.getNumericValue('Ⅷ') + Character.UnicodeBlock.of('ж'));
        System.out.println("\uD83D\uDE00".substring(0, 2) + new StringBuilder("a\uD83D\uDE00b").reverse() + "é".equals("e\u0301") +
                java.text.Normalizer.normalize("e\u0301", java.text.Normalizer.Form.NFC).equals("é"));
        char c = '\uffff';
        c++;
        System.out.println((int) c);
        System.out.println("Latin1ÿ".indexOf('ÿ') + "中文".indexOf("文") + "abc中".compareTo("abcd") + "aé中".chars().sum());
    }
}
