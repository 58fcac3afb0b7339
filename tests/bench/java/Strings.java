/** StringBuilder, concatenation, splitting, searching and hashing of strings. */
public class Strings {
    public static void main(String[] args) {
        long sum = 0;
        for (int round = 0; round < 75; round++) {
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < 1500; i++) text.append("word").append(i % 37).append(i % 5 == 0 ? ", " : " ").append((char) ('a' + i % 26));
            String s = text.toString();
            for (String word : s.split(" ")) sum += word.hashCode();
            int at = 0;
            while ((at = s.indexOf("word3", at)) >= 0) {
                sum += at;
                at++;
            }
            sum += s.toUpperCase().replace("WORD", "w").length();
            for (int i = 0; i < s.length(); i++) if (Character.isDigit(s.charAt(i))) sum++;
            String acc = "";
            for (int i = 0; i < 300; i++) acc = acc + i + ":" + (i * 0.5) + ";";
            sum += acc.hashCode();
        }
        System.out.println("Strings " + sum);
    }
}
