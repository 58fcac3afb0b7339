// try, catch and finally in every order.

public class Finally {
    static StringBuilder log = new StringBuilder();
    @SuppressWarnings("finally") static int returnOverrides() {
        try { return 1; } finally { return 2; }
    }

    static int valueKept() {
        int x = 1;
        try { return x; } finally { x = 5; }
    }

    @SuppressWarnings("finally") static int swallow() {
        for (int i = 0; ; i++) {
            try { throw new RuntimeException("x"); } finally {
                if (i < 3) continue;
                break;
            }
        }
        return 7;
    }

    static void nested() throws Exception {
        try {
            try { throw new Exception("a"); } finally {
                log.append("f1 ");
                try { throw new Exception("b"); } catch (Exception e) { log.append(e.getMessage()).append(' '); } finally {
                    log.append("f2 ");
                }
            }
        } finally { log.append("f3 "); }
    }

    static int loop() {
        int r = 0;
        for (int i = 0; i < 5; i++) {
            try {
                if (i == 1) continue;
                if (i == 3) break;
                r += i;
            } finally { r += 100; }
        }
        return r;
    }

    static String replaced() {
        try {
            try { throw new IllegalStateException("first"); } finally { Integer.parseInt("zz"); }
        } catch (RuntimeException e) { return e.getClass().getName() + e.getSuppressed().length; }
    }

    static class Res implements AutoCloseable {
        final String n;
        final boolean fail;
        Res(String n, boolean fail) {
            this.n = n;
            this.fail = fail;
            log.append("open ").append(n).append(' ');
        }
        @Override public void close() throws Exception {
            log.append("close ").append(n).append(' ');
            if (fail) throw new Exception("close " + n);
        }
    }

    static synchronized long deep(int n) {
        try { return n == 0 ? 1 : deep(n - 1) + 1; } finally { if (n % 10 == 0) log.append(n).append(' '); }
    }

    static int multi(Object o) {
        try {
            return ((String) o).length() + new int[2][((String) o).length()].length / (((String) o).length() - 1);
        } catch (ClassCastException | NullPointerException e) { return -1; } catch (ArithmeticException e) {
            return -2;
        } finally { log.append("m "); }
    }

    public static void main(String[] args) throws Exception {
        System.out.println(returnOverrides() + " " + valueKept() + " " + swallow() + " " + loop() + " " + replaced());
        try { nested(); } catch (Exception e) { log.append(e.getMessage()); }
        System.out.println(log);
        log.setLength(0);
        try (Res a = new Res("a", true); Res b = new Res("b", true); Res n = null) {
            throw new Exception("body");
        } catch (Exception e) {
            System.out.println(log + e.getMessage() + java.util.Arrays.toString(e.getSuppressed()));
        }
        log.setLength(0);
        try (Res a = new Res("c", false)) { log.append("body "); } finally { log.append("end"); }
        System.out.println(log);
        log.setLength(0);
        System.out.println(deep(35) + " " + log);
        log.setLength(0);
        System.out.println(multi("abc") + " " + multi(3) + " " + multi(null) + " " + multi("a") + " " + log);
        try { throw null; } catch (NullPointerException e) { System.out.println("thrown null"); }
        Throwable t = null;
        try {
            Object o = new Object();
            synchronized (o) {
                synchronized (o) { throw new Error("in sync"); }
            }
        } catch (Error e) { t = e; }
        System.out.println(t.getMessage());
    }
}
