// timeout: 240
// Heap dumps at an OutOfMemoryError hold what the program held; read here with a reader of the format of its own.

import java.io.*;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.nio.file.*;
import java.util.*;
import java.util.stream.*;

public class HeapDumps {
    static Object sink;

    static class Base {
        int number = 41;
        Object self = this;
        private long hidden = 7;
    }

    static class Known extends Base {
        static boolean flag = true;
        static char letter = '\u20ac';
        static double pi = 3.25;
        static String text = "static text";
        static final long CONSTANT = 1L << 40;
        boolean z = true;
        byte b = -2;
        char c = '\uffee';
        short s = -300;
        int i = 0x12345678;
        long j = 0x0123456789abcdefL;
        float f = 1.5f;
        double d = -2.5;
        String latin = "latin \u00e9";
        String wide = "wide \u4e2d";
        Object none = null;
        private int hidden = 8;
    }

    static class Node {
        Node next;
        int value;
    }

    static class Arrays2 {
        boolean[] z = {true, false, true};
        byte[] b = {1, -1};
        char[] c = {'a', '\u20ac'};
        short[] s = {300, -300};
        int[] i = IntStream.range(0, 100_000).toArray();
        long[] j = {1L << 40, -5};
        float[] f = {0.5f};
        double[] d = {1e300, -0.0};
        Object[] objects = {"element", null, new int[0], Known.class};
        String[][] nested = {{"x"}, {}, null};
        byte[] large = new byte[3 << 20];
    }

    static class OnlyInFrame {}
    static class InOtherThread {}

    static List<Object> kept = new ArrayList<>();

    static void fill() throws Exception {
        for (int n = 0; n < 10; n++) kept.add(new Known());
        Node first = null;
        for (int n = 0; n < 5000; n++) {
            Node node = new Node();
            node.next = first;
            node.value = n;
            first = node;
        }
        kept.add(first);
        Arrays2 arrays = new Arrays2();
        for (int n = 0; n < arrays.large.length; n++) arrays.large[n] = (byte) (n * 7);
        kept.add(arrays);
        Thread parked = new Thread(HeapDumps::parked, "the parked thread");
        parked.setDaemon(true);
        parked.start();
        while (parked.getState() != Thread.State.WAITING) Thread.yield();
    }

    static void parked() {
        InOtherThread local = new InOtherThread();
        while (true) {
            java.util.concurrent.locks.LockSupport.park(HeapDumps.class);
            local.hashCode();
        }
    }

    static void holdAndFail() {
        OnlyInFrame local = new OnlyInFrame();
        try {
            sink = new long[100 << 20];
        } catch (OutOfMemoryError e) {
            System.out.println("caught " + e.getMessage());
        }
        local.hashCode();
    }

    public static void main(String[] args) throws Exception {
        if (args.length > 0) {
            fill();
            holdAndFail();
            holdAndFail();
            return;
        }
        Path folder = Files.createTempDirectory("dumps");
        Process[] child = new Process[1];
        List<String> said = run(child, "-XX:HeapDumpPath=" + folder);
        Path file = folder.resolve("java_pid" + child[0].pid() + ".hprof");
        String size = Long.toString(Files.size(file));
        for (String line : said) {
            System.out.println(line.replace(file.toString(), "FILE").replace(size, "SIZE").replaceAll("in [0-9.]+ secs", "in N secs"));
        }
        show(new Reader(Files.readAllBytes(file)));
        Path named = folder.resolve("named");
        run(child, "-XX:HeapDumpPath=" + named).forEach(l -> System.out.println(l.startsWith("Dumping heap to " + named + " ...")));
        System.out.println(new Reader(Files.readAllBytes(named)).instancesOf("HeapDumps$Known").size());
        run(child, "-XX:HeapDumpPath=" + named).forEach(l -> System.out.println(l.replace(named.toString(), "NAMED")));
        run(child, "-XX:HeapDumpPath=/no/such/folder/file").forEach(System.out::println);
        try (Stream<Path> files = Files.list(folder)) {
            System.out.println(files.count() + " files");
        }
        Files.delete(file);
        Files.delete(named);
        Files.delete(folder);
    }

    static List<String> run(Process[] child, String option) throws Exception {
        ProcessHandle.Info self = ProcessHandle.current().info();
        List<String> command = new ArrayList<>(List.of(self.command().get(), "-Xmx64m", "-XX:+HeapDumpOnOutOfMemoryError", option));
        command.addAll(List.of(self.arguments().get()));
        command.add("child");
        child[0] = new ProcessBuilder(command).redirectErrorStream(true).start();
        List<String> lines = new BufferedReader(new InputStreamReader(child[0].getInputStream())).lines().collect(Collectors.toList());
        System.out.println("exit " + child[0].waitFor());
        return lines;
    }

    static void show(Reader r) {
        System.out.println(r.version + " " + r.idSize + " ended " + r.ended);
        System.out.println("java.lang.String " + (r.classNamed("java/lang/String") != null));
        for (String name : new String[] {"HeapDumps$Known", "HeapDumps$Base", "[Ljava/lang/String;", "[I", "[[LHeapDumps$Node;"}) {
            ClassDump c = r.classNamed(name);
            if (c == null) {
                System.out.println(name + " none");
                continue;
            }
            ClassDump sup = r.classes.get(c.superId);
            System.out.println(name + " extends " + (sup == null ? null : sup.name) + " loader " + r.className(c.loader));
            c.statics.forEach((field, value) -> {
                if (!field.startsWith("<")) System.out.println("  static " + field + " = " + r.show(value));
            });
            System.out.println("  fields " + new TreeSet<>(c.fields));
        }
        List<Long> known = r.instancesOf("HeapDumps$Known");
        System.out.println("instances " + known.size() + " of " + r.instancesOf("HeapDumps$Base").size());
        Map<String, Object> fields = r.fields(known.get(3));
        System.out.println(known.get(3).equals(fields.remove("HeapDumps$Base.self")));
        fields.forEach((name, value) -> System.out.println("  " + name + " = " + r.show(value)));
        long node = 0, sum = 0;
        int count = 0;
        Set<Long> targets = new HashSet<>();
        List<Long> nodes = r.instancesOf("HeapDumps$Node");
        for (long n : nodes) targets.add((Long) r.fields(n).get("HeapDumps$Node.next"));
        for (long n : nodes) if (!targets.contains(n)) node = n;
        for (; node != 0; node = (Long) r.fields(node).get("HeapDumps$Node.next")) {
            count++;
            sum += (Integer) r.fields(node).get("HeapDumps$Node.value");
        }
        System.out.println("nodes " + nodes.size() + " chain " + count + " sum " + sum);
        Map<String, Object> arrays = r.fields(r.instancesOf("HeapDumps$Arrays2").get(0));
        arrays.forEach((name, value) -> System.out.println("  " + name + " = " + r.show(value)));
        byte[] large = (byte[]) r.arrays.get(arrays.get("HeapDumps$Arrays2.large"));
        boolean right = true;
        for (int n = 0; n < large.length; n++) right &= large[n] == (byte) (n * 7);
        System.out.println("large " + right);
        System.out.println("dangling " + r.dangling());

        for (Trace trace : r.traces.values()) {
            String name = r.threadName(trace.thread);
            if (!name.equals("main") && !name.equals("the parked thread")) continue;
            System.out.println("thread " + name);
            trace.frames.stream().map(r.frames::get).filter(f -> f.contains("HeapDumps") || f.contains("OutOfMemory"))
                .forEach(f -> System.out.println("  " + f.replaceAll("\\+0x[0-9a-f]+", "+N")));
        }
        for (String name : new String[] {"HeapDumps$OnlyInFrame", "HeapDumps$InOtherThread"}) {
            System.out.println(name + " " + r.instancesOf(name).size());
            Set<String> where = new TreeSet<>();
            for (long id : r.instancesOf(name)) {
                for (FrameRoot root : r.frameRoots) {
                    if (root.id != id || root.frame < 0) continue;
                    Trace trace = r.traceOfThread(root.thread);
                    where.add(r.threadName(root.thread) + ": " + r.frames.get(trace.frames.get(root.frame)));
                }
            }
            System.out.println("  " + where);
        }
        System.out.println("sticky " + r.sticky.contains(r.classNamed("java/lang/String").id) + " "
            + r.sticky.contains(r.classNamed("HeapDumps").id));
        Set<String> threads = new TreeSet<>();
        for (int serial : r.threadObjects.keySet()) threads.add(r.threadName(serial));
        threads.retainAll(Set.of("main", "the parked thread", "Finalizer", "Reference Handler"));
        System.out.println(threads);
        System.out.println("globals " + !r.globals.isEmpty());
    }

    static class ClassDump {
        long id, superId, loader;
        String name;
        int size;
        Map<String, Object> statics = new TreeMap<>();
        List<String> fields = new ArrayList<>();
        List<Integer> types = new ArrayList<>();
    }

    static class Trace {
        int thread;
        List<Long> frames = new ArrayList<>();
    }

    static class FrameRoot {
        long id;
        int thread, frame;
    }

    /** A reference to an object of the dump. */
    record Ref(long id) {}

    /** The whole dump in maps. */
    static class Reader {
        String version;
        int idSize;
        boolean ended;
        final Map<Long, String> strings = new HashMap<>();
        final Map<Integer, Long> classBySerial = new HashMap<>();
        final Map<Long, String> classNames = new HashMap<>();
        final Map<Long, ClassDump> classes = new HashMap<>();
        final Map<Long, String> frames = new HashMap<>();
        final Map<Integer, Trace> traces = new TreeMap<>();
        final Map<Long, Long> classOf = new HashMap<>();
        final Map<Long, byte[]> instances = new HashMap<>();
        final Map<Long, Object> arrays = new HashMap<>();
        final List<FrameRoot> frameRoots = new ArrayList<>();
        final Set<Long> sticky = new HashSet<>(), globals = new HashSet<>();
        final Map<Integer, Long> threadObjects = new HashMap<>();

        Reader(byte[] bytes) throws IOException {
            DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
            StringBuilder name = new StringBuilder();
            for (int c = in.read(); c != 0; c = in.read()) name.append((char) c);
            version = name.toString();
            idSize = in.readInt();
            in.readLong();
            while (in.available() > 0) {
                if (ended) throw new IOException("something behind the end");
                int tag = in.read();
                in.readInt();
                byte[] body = new byte[(int) Integer.toUnsignedLong(in.readInt())];
                in.readFully(body);
                record(tag, new DataInputStream(new ByteArrayInputStream(body)), body.length);
            }
        }

        void record(int tag, DataInputStream in, int length) throws IOException {
            switch (tag) {
                case 0x01 -> {
                    long id = in.readLong();
                    strings.put(id, new String(in.readAllBytes(), StandardCharsets.UTF_8));
                }
                case 0x02 -> {
                    int serial = in.readInt();
                    long id = in.readLong();
                    in.readInt();
                    classBySerial.put(serial, id);
                    classNames.put(id, string(in.readLong()));
                }
                case 0x04 -> {
                    long id = in.readLong();
                    String method = string(in.readLong()) + string(in.readLong());
                    long source = in.readLong();
                    String holder = classNames.get(classBySerial.get(in.readInt()));
                    frames.put(id, holder + "." + method + " " + (source == 0 ? null : string(source)) + ":" + in.readInt());
                }
                case 0x05 -> {
                    Trace trace = new Trace();
                    int serial = in.readInt();
                    trace.thread = in.readInt();
                    int n = in.readInt();
                    for (int i = 0; i < n; i++) trace.frames.add(in.readLong());
                    traces.put(serial, trace);
                }
                case 0x1c, 0x0c -> {
                    while (in.available() > 0) heapRecord(in);
                }
                case 0x2c -> ended = true;
                default -> throw new IOException("record " + tag);
            }
        }

        void heapRecord(DataInputStream in) throws IOException {
            int tag = in.read();
            long id = in.readLong();
            switch (tag) {
                case 0xff, 0x07 -> { }
                case 0x05 -> sticky.add(id);
                case 0x01 -> {
                    globals.add(id);
                    in.readLong();
                }
                case 0x02, 0x03 -> {
                    FrameRoot root = new FrameRoot();
                    root.id = id;
                    root.thread = in.readInt();
                    root.frame = in.readInt();
                    frameRoots.add(root);
                }
                case 0x04, 0x06 -> in.readInt();
                case 0x08 -> {
                    threadObjects.put(in.readInt(), id);
                    in.readInt();
                }
                case 0x20 -> classDump(id, in);
                case 0x21 -> {
                    in.readInt();
                    classOf.put(id, in.readLong());
                    byte[] values = new byte[in.readInt()];
                    in.readFully(values);
                    instances.put(id, values);
                }
                case 0x22 -> {
                    in.readInt();
                    long[] elements = new long[in.readInt()];
                    classOf.put(id, in.readLong());
                    for (int i = 0; i < elements.length; i++) elements[i] = in.readLong();
                    Ref[] refs = new Ref[elements.length];
                    for (int i = 0; i < refs.length; i++) refs[i] = elements[i] == 0 ? null : new Ref(elements[i]);
                    arrays.put(id, refs);
                }
                case 0x23 -> {
                    in.readInt();
                    int n = in.readInt();
                    int type = in.read();
                    Object array = java.lang.reflect.Array.newInstance(TYPES.get(type), n);
                    for (int i = 0; i < n; i++) java.lang.reflect.Array.set(array, i, value(type, in));
                    arrays.put(id, array);
                }
                default -> throw new IOException("heap record " + tag);
            }
        }

        static final Map<Integer, Class<?>> TYPES = Map.of(4, boolean.class, 5, char.class, 6, float.class, 7, double.class,
            8, byte.class, 9, short.class, 10, int.class, 11, long.class);

        Object value(int type, DataInputStream in) throws IOException {
            return switch (type) {
                case 2 -> new Ref(in.readLong());
                case 4 -> in.readBoolean();
                case 5 -> in.readChar();
                case 6 -> in.readFloat();
                case 7 -> in.readDouble();
                case 8 -> in.readByte();
                case 9 -> in.readShort();
                case 10 -> in.readInt();
                case 11 -> in.readLong();
                default -> throw new IOException("type " + type);
            };
        }

        void classDump(long id, DataInputStream in) throws IOException {
            ClassDump c = new ClassDump();
            c.id = id;
            c.name = classNames.get(id);
            in.readInt();
            c.superId = in.readLong();
            c.loader = in.readLong();
            for (int i = 0; i < 4; i++) in.readLong();
            c.size = in.readInt();
            if (in.readUnsignedShort() != 0) throw new IOException("constants");
            int statics = in.readUnsignedShort();
            for (int i = 0; i < statics; i++) {
                String name = string(in.readLong());
                c.statics.put(name, value(in.read(), in));
            }
            int n = in.readUnsignedShort();
            for (int i = 0; i < n; i++) {
                c.fields.add(string(in.readLong()));
                c.types.add(in.read());
            }
            if (classes.put(id, c) != null) throw new IOException("class twice");
        }

        String string(long id) throws IOException {
            String s = strings.get(id);
            if (s == null) throw new IOException("no string " + id);
            return s;
        }

        ClassDump classNamed(String name) {
            for (ClassDump c : classes.values()) if (name.equals(c.name)) return c;
            return null;
        }

        String className(long object) {
            Long c = classOf.get(object);
            return c == null ? null : classes.get(c).name;
        }

        /** Instances of the class and of its subclasses. */
        List<Long> instancesOf(String name) {
            long wanted = classNamed(name).id;
            List<Long> found = new ArrayList<>();
            for (long id : instances.keySet()) {
                for (ClassDump c = classes.get(classOf.get(id)); c != null; c = classes.get(c.superId)) {
                    if (c.id == wanted) found.add(id);
                }
            }
            return found;
        }

        /** Field values by class and name; references as numbers. */
        Map<String, Object> fields(long object) {
            try {
                DataInputStream in = new DataInputStream(new ByteArrayInputStream(instances.get(object)));
                Map<String, Object> values = new TreeMap<>();
                for (ClassDump c = classes.get(classOf.get(object)); c != null; c = classes.get(c.superId)) {
                    for (int i = 0; i < c.fields.size(); i++) {
                        Object value = value(c.types.get(i), in);
                        values.put(c.name + "." + c.fields.get(i), value instanceof Ref ref ? (Object) ref.id : value);
                    }
                }
                if (in.available() != 0) throw new IllegalStateException("values left over");
                return values;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        String text(long string) {
            Map<String, Object> f = fields(string);
            byte[] value = (byte[]) arrays.get(f.get("java/lang/String.value"));
            return new String(value, (Byte) f.get("java/lang/String.coder") == 0 ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_16LE);
        }

        String show(Object value) {
            if (value instanceof Ref ref) return show(ref.id);
            if (!(value instanceof Long id)) return String.valueOf(value);
            if ("java/lang/String".equals(className(id))) return '"' + text(id) + '"';
            if (classes.containsKey(id)) return "class " + classes.get(id).name;
            Object array = arrays.get(id);
            if (array == null) return className(id) == null ? Long.toString(id) : "a " + className(id);
            int n = java.lang.reflect.Array.getLength(array);
            StringBuilder s = new StringBuilder("[" + n + "]");
            for (int i = 0; i < n && i < 5; i++) s.append(' ').append(show(java.lang.reflect.Array.get(array, i)));
            return s.toString();
        }

        /** References of live structures that lead nowhere. */
        int dangling() {
            int n = 0;
            for (long id : instances.keySet()) {
                if (!classNames.get(classOf.get(id)).startsWith("HeapDumps")) continue;
                for (Object value : fields(id).values()) {
                    if (value instanceof Long target && target > 0xffffff && !exists(target) && target != 0x0123456789abcdefL) n++;
                }
            }
            for (long id : classOf.values()) if (!classes.containsKey(id)) n++;
            return n;
        }

        boolean exists(long id) {
            return instances.containsKey(id) || arrays.containsKey(id) || classes.containsKey(id);
        }

        Trace traceOfThread(int thread) {
            for (Trace trace : traces.values()) if (trace.thread == thread) return trace;
            return null;
        }

        String threadName(int serial) {
            Long object = threadObjects.get(serial);
            return object == null ? "none" : text((Long) fields(object).get("java/lang/Thread.name"));
        }
    }
}
