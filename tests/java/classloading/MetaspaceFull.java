// vm: -XX:MaxMetaspaceSize=24m -Xmx128m
// Metadata beyond its limit is an OutOfMemoryError that a program survives,
// and that it can print while nothing is free yet.

import java.io.*;
import java.util.*;

public class MetaspaceFull {
    public static class Payload {
        static int x = 3;
        public int a() { return x; }
        public int b() { return a() + 1; }
        public String c() { return "c" + b(); }
    }
    static byte[] code;
    static class L extends ClassLoader {
        Class<?> define() { return defineClass("MetaspaceFull$Payload", code, 0, code.length); }
    }
    static int fill(List<Object> kept) throws Exception {
        try {
            while (true) {
                Class<?> c = new L().define();
                c.getMethod("c").invoke(c.getDeclaredConstructor().newInstance());
                kept.add(c);
            }
        } catch (OutOfMemoryError e) {
            int n = kept.size();
            System.out.println(e);
            kept.clear();
            return n;
        } catch (java.lang.reflect.InvocationTargetException e) {
            int n = kept.size();
            System.out.println(e.getCause());
            kept.clear();
            return n;
        }
    }
    public static void main(String[] args) throws Exception {
        try (InputStream in = MetaspaceFull.class.getResourceAsStream("MetaspaceFull$Payload.class")) {
            code = in.readAllBytes();
        }
        int first = fill(new ArrayList<>());
        int second = fill(new ArrayList<>());
        System.out.println(first > 200 && second > first / 2);
        for (int i = 0; i < 5000; i++) new L().define();
        System.out.println("goes on");
    }
}
