// Interrupting channel and pipe operations.

import java.io.*;
import java.nio.*;
import java.nio.channels.*;

public class InterruptIo {
    public static void main(String[] a) throws Exception {
        Pipe p = Pipe.open();
        Thread t = new Thread(() -> {
            try { p.source().read(ByteBuffer.allocate(1)); } catch (ClosedByInterruptException e) {
                System.out.println("closed by interrupt " + Thread.interrupted());
            } catch (IOException e) { System.out.println(e); }
        });
        t.start();
        Thread.sleep(50);
        t.interrupt();
        t.join();
        System.out.println(p.source().isOpen());
        PipedInputStream in = new PipedInputStream();
        PipedOutputStream out = new PipedOutputStream(in);
        Thread r = new Thread(() -> {
            try {
                System.out.println(in.read());
                in.read();
            } catch (InterruptedIOException e) { System.out.println("iio"); } catch (IOException e) {
                System.out.println(e.getMessage());
            }
        });
        r.start();
        out.write(65);
        out.flush();
        Thread.sleep(50);
        r.interrupt();
        r.join();
        Selector s = Selector.open();
        Thread u = new Thread(() -> {
            try { System.out.println(s.select()); } catch (IOException e) { }
        });
        u.start();
        Thread.sleep(20);
        u.interrupt();
        u.join();
        s.close();
    }
}
