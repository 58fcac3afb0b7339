// Files, channels, random access, readers, zip, gzip and jar in the working directory.

import java.io.*;
import java.nio.*;
import java.nio.channels.*;
import java.nio.charset.*;
import java.nio.file.*;
import java.nio.file.attribute.*;
import java.util.*;
import java.util.jar.*;
import java.util.stream.*;
import java.util.zip.*;

public class Files2 {
    public static void main(String[] a) throws Exception {
        Path d = Files.createDirectory(Path.of("work")), f = d.resolve("f.txt");
        Files.writeString(f, "line1\nline2\nüñí\n");
        System.out.println(Files.readAllLines(f) + " " + Files.size(f) + Files.exists(f) + Files.isDirectory(d) + Files.lines(f).mapToInt(String::length).sum()
                + Files.readString(f).length());
        Files.write(f, List.of("more"), StandardOpenOption.APPEND);
        Files.copy(f, d.resolve("g.txt"));
        Files.move(d.resolve("g.txt"), d.resolve("h.txt"));
        try { Files.copy(f, d.resolve("h.txt")); } catch (FileAlreadyExistsException e) {
            System.out.println("exists " + e.getMessage());
        }
        Files.createDirectories(d.resolve("a/b/c"));
        Files.createSymbolicLink(d.resolve("link"), Path.of("f.txt"));
        try (Stream<Path> w = Files.walk(d)) { System.out.println(w.map(p -> d.relativize(p).toString()).sorted().toList()); }
        System.out.println(Files.isSymbolicLink(d.resolve("link")) + Files.readSymbolicLink(d.resolve("link")).toString() + Files.isSameFile(f,
                d.resolve("link")) + PosixFilePermissions.toString(Files.getPosixFilePermissions(Files.setPosixFilePermissions(f,
                PosixFilePermissions.fromString("rw-r-----")))) + Files.getAttribute(f, "size") + Files.getLastModifiedTime(Files.setLastModifiedTime(f,
                FileTime.fromMillis(1000000))));
        try { Files.delete(d.resolve("a")); } catch (DirectoryNotEmptyException e) {
            System.out.println("not empty");
        }
        try { Files.readString(d.resolve("none")); } catch (NoSuchFileException e) {
            System.out.println(e.getMessage());
        }
        try { new FileInputStream("none"); } catch (FileNotFoundException e) {
            System.out.println(e.getMessage());
        }
        System.out.println(Path.of("/a/./b/../c").normalize() + " " + Path.of("a/b").resolveSibling("c") + Path.of("/x/y").relativize(Path.of("/x/z/w"))
                + Path.of("a/b/c").subpath(1, 3) + Path.of("a").startsWith("a") + Path.of("x/y.tar.gz").getFileName() + f.toAbsolutePath().isAbsolute()
                + FileSystems.getDefault().getPathMatcher("glob:*.{txt,md}").matches(Path.of("q.md")));
        try (FileChannel c = FileChannel.open(d.resolve("ch"), StandardOpenOption.CREATE, StandardOpenOption.READ,
                StandardOpenOption.WRITE)) {
            c.write(new ByteBuffer[] {ByteBuffer.wrap("hello ".getBytes()), ByteBuffer.wrap("world".getBytes())});
            ByteBuffer b = ByteBuffer.allocateDirect(20);
            c.read(b, 3);
            b.flip();
            System.out.println(StandardCharsets.UTF_8.decode(b) + " " + c.position() + c.size());
            MappedByteBuffer m = c.map(FileChannel.MapMode.READ_WRITE, 0, 11);
            m.put(0, (byte) 'J');
            m.force();
            c.position(0);
            b.clear();
            c.read(b);
            System.out.println((char) b.get(0));
            try (FileLock l = c.lock()) { System.out.println(l.isValid()); }
            c.truncate(4);
            System.out.println(c.size() + " " + c.transferTo(0, 4, Channels.newChannel(new ByteArrayOutputStream())));
        }
        try (RandomAccessFile r = new RandomAccessFile(d.resolve("raf").toFile(), "rw")) {
            r.writeInt(0xcafebabe);
            r.writeUTF("utfé");
            r.writeDouble(1.5);
            r.seek(4);
            System.out.println(r.readUTF() + r.readDouble() + r.getFilePointer() + r.length());
            try { r.readByte(); } catch (EOFException e) { System.out.println("eof"); }
            r.setLength(2);
            System.out.println(r.length());
        }
        try (PrintWriter p = new PrintWriter(d.resolve("pw").toFile(), "UTF-16")) {
            p.printf("%s-%d%n", "x", 5);
            p.println(1.5);
        }
        try (BufferedReader r = Files.newBufferedReader(d.resolve("pw"), StandardCharsets.UTF_16)) {
            System.out.println(r.readLine() + r.lines().toList());
        }
        File dir = d.toFile();
        System.out.println(Arrays.stream(dir.list()).sorted().toList() + "" + new File("a//b/../c").getPath() + new File("x").exists()
                + new File(dir, "t").createNewFile() + new File(dir, "t").renameTo(new File(dir, "u")) + new File(dir, "u").delete()
                + dir.isDirectory() + new File("a/../b").getCanonicalPath().endsWith("/b") + new File(dir, "f.txt").lastModified() +
                new File(dir, "f.txt").setReadOnly());
        Random rnd = new Random(1);
        byte[] data = new byte[50000];
        for (int i = 0; i < data.length; i++) data[i] = (byte) (rnd.nextInt(4) * i % 7);
        ByteArrayOutputStream bo = new ByteArrayOutputStream();
        try (GZIPOutputStream g = new GZIPOutputStream(bo)) { g.write(data); }
        System.out.println(Arrays.equals(new GZIPInputStream(new ByteArrayInputStream(bo.toByteArray())).readAllBytes(), data) + " "
                + (bo.size() < 30000));
        Path zip = d.resolve("z.zip");
        try (ZipOutputStream z = new ZipOutputStream(Files.newOutputStream(zip))) {
            for (int i = 0; i < 30; i++) {
                ZipEntry e = new ZipEntry("dir/e" + i);
                if (i % 3 == 0) {
                    e.setMethod(ZipEntry.STORED);
                    CRC32 c = new CRC32();
                    c.update(data, 0, 100 * i);
                    e.setCrc(c.getValue());
                    e.setSize(100 * i);
                }
                e.setTime(1000000000000L);
                z.putNextEntry(e);
                z.write(data, 0, 100 * i);
                z.closeEntry();
            }
        }
        try (ZipFile z = new ZipFile(zip.toFile())) {
            System.out.println(z.size() + " " + z.getEntry("dir/e7").getSize() + z.getEntry("dir/e9").getMethod() + z.getInputStream(z.getEntry("dir/e9")).readAllBytes().length
                    + z.getEntry("no") + z.stream().mapToLong(ZipEntry::getCrc).sum());
        }
        try (FileSystem fs = FileSystems.newFileSystem(zip)) { System.out.println(Files.size(fs.getPath("/dir/e5"))); }
        Files.writeString(d.resolve("bad.zip"), "not a zip");
        try { new ZipFile(d.resolve("bad.zip").toFile()); } catch (ZipException e) {
            System.out.println(e.getMessage());
        }
        CRC32 c = new CRC32();
        c.update(data);
        Adler32 ad = new Adler32();
        ad.update(data);
        CRC32C cc = new CRC32C();
        cc.update(data);
        System.out.println(c.getValue() + " " + ad.getValue() + " " + cc.getValue());
        Deflater df = new Deflater(9, true);
        df.setInput(data);
        df.finish();
        byte[] out = new byte[60000];
        int n = df.deflate(out);
        Inflater inf = new Inflater(true);
        inf.setInput(out, 0, n);
        byte[] back = new byte[60000];
        System.out.println(inf.inflate(back) + " " + inf.finished());
        Files.walkFileTree(d, new SimpleFileVisitor<>() {
            public FileVisitResult visitFile(Path p, BasicFileAttributes x) throws IOException {
                Files.delete(p);
                return FileVisitResult.CONTINUE;
            }
            public FileVisitResult postVisitDirectory(Path p, IOException x) throws IOException {
                Files.delete(p);
                return FileVisitResult.CONTINUE;
            }
        });
        System.out.println(Files.exists(d));
    }
}
