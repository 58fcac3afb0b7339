// live: 24
/** Strings and builders, with the newest hundred thousands of them kept. */
public final class StringChurn {
    public static void main(String[] args) {
        String[] kept = new String[400_000];
        int random = 5;
        long sum = 0;
        StringBuilder builder = new StringBuilder();
        for (int i = 0; i < 800_000; i++) {
            random = random * 1103515245 + 12345;
            builder.setLength(0);
            builder.append("key-").append(random >>> 4).append('/').append(i);
            String text = builder.toString();
            String head = text.substring(0, 6);
            if ((i & 1) == 0) {
                kept[(random >>> 8) % kept.length] = text;
            }
            sum += head.length() + text.length();
            if ((i & 1023) == 0) {
                builder = new StringBuilder();
            }
        }
        int there = 0;
        for (String s : kept) {
            there += s == null ? 0 : s.length();
        }
        System.out.println(sum + " " + there);
    }
}
