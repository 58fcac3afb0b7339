// compare: stdout,exit,stderr
// Standard output and error: buffering, flushing at exit, large output, all print methods.

import java.io.*;

public class Output {
    public static void main(String[] a) throws Exception {
        System.out.print(1);
        System.out.print('c');
        System.out.print(2L);
        System.out.print(1.5f);
        System.out.print(2.5);
        System.out.print(true);
        System.out.print((Object) null);
        System.out.print(new char[] {'x'});
        System.out.println();
        System.out.printf("%s%n", "f");
        System.out.append('a').append("b").write('\n');
        System.err.println("to stderr é");
        for (int i = 0; i < 20000; i++) System.out.println("line " + i);
        System.out.write("bytes\n".getBytes());
        BufferedWriter w = new BufferedWriter(new OutputStreamWriter(new FileOutputStream(FileDescriptor.out)));
        w.write("fd\n");
        w.flush();
        PrintStream p = new PrintStream(new OutputStream() {
            public void write(int b) throws IOException { throw new IOException("no"); }
        });
        p.println("x");
        System.out.println(p.checkError());
        System.out.print("no newline at end");
    }
}
