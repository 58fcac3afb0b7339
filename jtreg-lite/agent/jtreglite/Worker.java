package jtreglite;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A VM that performs one action after another for jtreg-lite.
 *
 * <p>Arguments: a port of this machine to connect to, and a word to introduce itself with. Requests start with a byte:
 * {@code C} compiles, {@code M} runs a main method, {@code X} ends the worker. Texts are a length and UTF-8 bytes, lists
 * a count and their elements. The answer to a request is a byte for the kind of outcome, and its reason. What tests
 * print goes to the files that the request names, so that it survives a crash.
 */
public final class Worker {
    private Worker() {
    }

    public static void main(String[] args) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), Integer.parseInt(args[0]))) {
            socket.setTcpNoDelay(true);
            DataInputStream in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
            DataOutputStream out = new DataOutputStream(socket.getOutputStream());
            out.write(args[1].getBytes(StandardCharsets.US_ASCII));
            out.flush();
            boolean guarded = guard();
            State state = new State();
            int request;
            while ((request = in.read()) >= 0 && request != 'X') {
                Outcome outcome = request == 'C' ? compile(in, state) : run(in, state, guarded);
                byte[] reason = outcome.reason.getBytes(StandardCharsets.UTF_8);
                byte[] answer = new byte[reason.length + 5];
                answer[0] = (byte) outcome.kind;
                for (int i = 0; i < 4; i++) {
                    answer[i + 1] = (byte) (reason.length >>> (24 - 8 * i));
                }
                System.arraycopy(reason, 0, answer, 5, reason.length);
                out.write(answer);
                out.flush();
            }
        }
        Runtime.getRuntime().halt(0);
    }

    /** Guards against tests that exit, where the JDK still can. */
    private static boolean guard() {
        if (Runtime.version().feature() >= 18) {
            return false;
        }
        try {
            ExitGuard.install();
            return true;
        } catch (LinkageError | UnsupportedOperationException unavailable) {
            return false;
        }
    }

    private static Outcome compile(DataInputStream in, State state) throws IOException {
        Map<String, String> properties = readMap(in);
        String out = readText(in);
        String err = readText(in);
        List<String> args = readList(in);
        return state.during(properties, out, err, () -> Compiler.compile(args));
    }

    private static Outcome run(DataInputStream in, State state, boolean guarded) throws IOException {
        Map<String, String> properties = readMap(in);
        String out = readText(in);
        String err = readText(in);
        TestRun run = new TestRun();
        run.exports = readList(in);
        run.opens = readList(in);
        run.modules = readList(in);
        run.classPath = readList(in);
        run.modulePath = readList(in);
        run.className = readText(in);
        run.args = readList(in);
        run.cleanupMillis = in.readInt();
        return state.during(properties, out, err, run::call);
    }

    private static String readText(DataInputStream in) throws IOException {
        byte[] bytes = new byte[in.readInt()];
        in.readFully(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static List<String> readList(DataInputStream in) throws IOException {
        int count = in.readInt();
        List<String> list = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            list.add(readText(in));
        }
        return list;
    }

    private static Map<String, String> readMap(DataInputStream in) throws IOException {
        List<String> list = readList(in);
        Map<String, String> map = new LinkedHashMap<>();
        for (int i = 0; i < list.size(); i += 2) {
            map.put(list.get(i), list.get(i + 1));
        }
        return map;
    }
}
