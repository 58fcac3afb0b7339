// Sockets on the loopback: streams, channels, selectors, datagrams, timeouts, refused connections.

import java.io.*;
import java.net.*;
import java.nio.*;
import java.nio.channels.*;
import java.nio.charset.*;
import java.util.*;

public class Sockets {
    public static void main(String[] a) throws Exception {
        InetAddress lo = InetAddress.getLoopbackAddress();
        try (ServerSocket s = new ServerSocket(0, 5, lo)) {
            Thread t = new Thread(() -> {
                try (Socket c = s.accept(); BufferedReader r = new BufferedReader(new InputStreamReader(c.getInputStream()));
                        PrintWriter w = new PrintWriter(c.getOutputStream(), true)) {
                    String l;
                    while ((l = r.readLine()) != null) w.println("echo " + l);
                } catch (IOException e) { System.out.println(e); }
            });
            t.start();
            try (Socket c = new Socket(lo, s.getLocalPort())) {
                c.setSoTimeout(5000);
                c.setTcpNoDelay(true);
                PrintWriter w = new PrintWriter(c.getOutputStream(), true);
                BufferedReader r = new BufferedReader(new InputStreamReader(c.getInputStream()));
                for (int i = 0; i < 3; i++) {
                    w.println("m" + i);
                    System.out.println(r.readLine());
                }
                c.shutdownOutput();
                System.out.println(r.readLine());
                System.out.println(c.isConnected() + " " + c.getTcpNoDelay() + c.getInetAddress().isLoopbackAddress());
            }
            t.join();
            s.setSoTimeout(20);
            try { s.accept(); } catch (SocketTimeoutException e) { System.out.println(e.getMessage()); }
        }
        int dead;
        try (ServerSocket s = new ServerSocket(0, 1, lo)) { dead = s.getLocalPort(); }
        try { new Socket(lo, dead); } catch (ConnectException e) { System.out.println(e.getMessage()); }
        try (DatagramSocket x = new DatagramSocket(0, lo); DatagramSocket y = new DatagramSocket(0, lo)) {
            x.send(new DatagramPacket("udp".getBytes(), 3, lo, y.getLocalPort()));
            DatagramPacket p = new DatagramPacket(new byte[10], 10);
            y.setSoTimeout(5000);
            y.receive(p);
            System.out.println(new String(p.getData(), 0, p.getLength()));
        }
        Selector sel = Selector.open();
        ServerSocketChannel sc = ServerSocketChannel.open().bind(new InetSocketAddress(lo, 0));
        sc.configureBlocking(false);
        sc.register(sel, SelectionKey.OP_ACCEPT);
        Thread[] cs = new Thread[3];
        for (int i = 0; i < 3; i++) {
            int k = i;
            cs[i] = new Thread(() -> {
                try (SocketChannel c = SocketChannel.open(sc.getLocalAddress())) {
                    c.write(ByteBuffer.wrap(("client" + k + "\n").getBytes()));
                    ByteBuffer b = ByteBuffer.allocate(100);
                    while (c.read(b) >= 0 && b.get(b.position() - 1) != '\n') ;
                    synchronized (sel) { lines.add(new String(b.array(), 0, b.position()).trim()); }
                } catch (IOException e) { System.out.println(e); }
            });
            cs[i].start();
        }
        int closed = 0;
        while (closed < 3) {
            sel.select(5000);
            Iterator<SelectionKey> it = sel.selectedKeys().iterator();
            while (it.hasNext()) {
                SelectionKey k = it.next();
                it.remove();
                if (k.isAcceptable()) {
                    SocketChannel c = sc.accept();
                    c.configureBlocking(false);
                    c.register(sel, SelectionKey.OP_READ, ByteBuffer.allocate(100));
                } else if (k.isReadable()) {
                    SocketChannel c = (SocketChannel) k.channel();
                    ByteBuffer b = (ByteBuffer) k.attachment();
                    int n = c.read(b);
                    if (n < 0) {
                        closed++;
                        c.close();
                    } else if (b.get(b.position() - 1) == '\n') {
                        c.write(ByteBuffer.wrap(new String(b.array(), 0, b.position()).toUpperCase().getBytes()));
                    }
                }
            }
        }
        for (Thread t : cs) t.join();
        Collections.sort(lines);
        System.out.println(lines);
        sc.close();
        sel.close();
        System.out.println(InetAddress.getByName("127.0.0.1") + " " + InetAddress.getByAddress(new byte[] {10, 0, 0, 1}).isSiteLocalAddress()
                + new URL("http://u@h:8080/p?q#f").getPort() + URI.create("http://a/b/../c").normalize() + URLEncoder.encode("a b&é",
                StandardCharsets.UTF_8) + URLDecoder.decode("a%20b", StandardCharsets.UTF_8) + Inet6Address.getByName("::1"));
        try { InetAddress.getByName("no.such.host.invalid"); } catch (UnknownHostException e) {
            System.out.println("unknown host");
        }
        Pipe p = Pipe.open();
        p.sink().write(ByteBuffer.wrap("pipe".getBytes()));
        ByteBuffer b = ByteBuffer.allocate(9);
        System.out.println(p.source().read(b));
        AsynchronousServerSocketChannel as = AsynchronousServerSocketChannel.open().bind(new InetSocketAddress(lo, 0));
        var fut = as.accept();
        AsynchronousSocketChannel ac = AsynchronousSocketChannel.open();
        ac.connect(as.getLocalAddress()).get();
        ac.write(ByteBuffer.wrap("async".getBytes())).get();
        ByteBuffer ab = ByteBuffer.allocate(20);
        System.out.println(fut.get().read(ab).get());
        ac.close();
        as.close();
    }

    static List<String> lines = new ArrayList<>();
}
