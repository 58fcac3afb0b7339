// System.arraycopy that fails in compiled code: the exception and its trace are those of the native method.
// vm: -Xmixed -Xbatch

import java.util.Arrays;

public class CopyStore {
    static String copy(Object from, int position, Object to, int length) {
        try {
            System.arraycopy(from, position, to, 0, length);
            return "copied";
        } catch (RuntimeException e) {
            StackTraceElement[] trace = e.getStackTrace();
            return e.getMessage() + " " + trace[0] + " " + trace[1] + " " + trace.length;
        }
    }

    static String all(int round) {
        String[] to = new String[4];
        StringBuilder seen = new StringBuilder();
        seen.append(copy(new Object[] {"", "hello", null, round}, 0, to, 4)).append(Arrays.toString(to));
        seen.append(copy(new int[4], 3, new int[2], 2)).append('\n');
        seen.append(copy(new int[4], -1, new int[2], 2)).append('\n');
        seen.append(copy(new int[4], 1, new long[2], 2)).append('\n');
        seen.append(copy("text", 0, to, 1)).append('\n');
        seen.append(copy(null, 0, to, 1));
        return seen.toString();
    }

    public static void main(String[] args) {
        String last = "";
        for (int i = 0; i < 3000; i++) {
            String now = all(i);
            if (!now.equals(last)) {
                System.out.println(now);
            }
            last = now;
        }
    }
}
