// Helpful NullPointerException messages in all their forms.

import java.util.*;

public class HelpfulNpe {
    int[] ia;
    long[][] laa;
    String s;
    HelpfulNpe next;
    static HelpfulNpe st;
    static int[][][] sarr;
    boolean[] za;
    byte[] ba;
    char[] ca;
    short[] sa;
    float[] fa;
    double[] da;
    Object[] oa;
    Integer boxed;
    double dv;
    HelpfulNpe get(int i, String x, long... l) { return null; }
    static HelpfulNpe sget(Map<String, int[]> m) { return null; }
    void v() { }
    private void p() { }
    interface I { I i(Object o); }
    static <T> T gen(T t) { return null; }
    static int zero() { return 0; }

    static void t(Runnable r) {
        try {
            r.run();
            System.out.println("none");
        } catch (NullPointerException e) { System.out.println(e.getMessage()); }
    }

    static Object sync(Object o) {
        synchronized (o) { return o; }
    }

    static void thr(RuntimeException e) { throw e; }

    static int params(String a, int b, Object[] c, double d, int[] e) {
        return b == 0 ? a.length() : b == 1 ? c.length : b == 2 ? e[3] : c[b].hashCode();
    }

    void self() { next.next.v(); }

    static int sw(String s) {
        switch (s) { case "a": return 1; }
        return 0;
    }

    public static void main(String[] args) {
        HelpfulNpe n = new HelpfulNpe(), nul = null;
        int i = 3;
        int[] loc = null;
        Object[][] oo = new Object[4][];
        I in = null;
        String str = null;
        List<String> list = new ArrayList<>();
        list.add(null);
        try { nul.s = "x"; } catch (NullPointerException e) { System.out.println(e.getMessage()); }
        try { System.out.println(loc[i]); } catch (NullPointerException e) {
            System.out.println(e.getMessage());
        }
        try { loc[i + 1] = 5; } catch (NullPointerException e) { System.out.println(e.getMessage()); }
        try { System.out.println(loc.length); } catch (NullPointerException e) {
            System.out.println(e.getMessage());
        }
        try { in.i(null).i("x"); } catch (NullPointerException e) { System.out.println(e.getMessage()); }
        try { str.length(); } catch (NullPointerException e) { System.out.println(e.getMessage()); }
        try { oo[i - 1][2] = "v"; } catch (NullPointerException e) { System.out.println(e.getMessage()); }
        try { oo[i][zero()].hashCode(); } catch (NullPointerException e) { System.out.println(e.getMessage()); }
        try { nul.dv *= 2; } catch (NullPointerException e) { System.out.println(e.getMessage()); }
        try { throw (RuntimeException) (Object) nul; } catch (NullPointerException e) {
            System.out.println(e.getMessage());
        }
        try { for (String q : (List<String>) null) { } } catch (NullPointerException e) {
            System.out.println(e.getMessage());
        }
        try { int x = n.boxed; } catch (NullPointerException e) { System.out.println(e.getMessage()); }
        t(() -> n.ia[2]++);
        t(() -> n.laa[1][2] = 3L);
        t(() -> n.s.length());
        t(() -> n.next.next.v());
        t(() -> n.next.ia[0] = 1);
        t(() -> st.v());
        t(() -> sarr[1][2][3]++);
        t(() -> n.za[0] = true);
        t(() -> n.ba[0]++);
        t(() -> n.ca[1] = 'x');
        t(() -> n.sa[1]++);
        t(() -> n.fa[1]++);
        t(() -> n.da[1]++);
        t(() -> n.oa[1] = "x");
        t(() -> n.oa[zero()].toString());
        t(() -> n.get(1, "x", 2L).v());
        t(() -> sget(null).next = null);
        t(() -> n.get(0, null).p());
        t(() -> sync(null));
        t(() -> thr(null));
        t(() -> params(null, 0, null, 1, null));
        t(() -> params("", 1, null, 1, null));
        t(() -> params("", 2, null, 1, null));
        t(() -> params("", 3, null, 1, null));
        t(() -> params("", 3, new Object[4], 1, null));
        t(() -> n.self());
        t(() -> sw(null));
        t(() -> HelpfulNpe.<String>gen("x").trim());
        t(() -> list.get(0).isEmpty());
        t(() -> Objects.requireNonNull(null));
        t(() -> Objects.requireNonNull(null, "given"));
        t(() -> { throw new NullPointerException(); });
        t(() -> { throw new NullPointerException("own"); });
        t(() -> ((int[]) null)[0]++);
        t(() -> ((String) null).length());
        t(() -> ((Object[]) n.oa)[Integer.parseInt("5")].getClass());
        t(() -> n.laa[n.ia.length][0]++);
        t(() -> System.getProperty("no.such.property").length());
        t(() -> new HelpfulNpe().next.v());
        t(() -> {
            long[][] q = new long[2][];
            q[1][(int) 1L]++;
        });
        t(() -> {
            String z = zero() == 0 ? null : "x";
            z.length();
        });
        t(() -> (zero() == 0 ? null : "x").length());
        t(() -> {
            Supp s = null;
            s.get().get();
        });
        t(() -> {
            Integer a = null;
            int b = a + 1;
        });
        t(() -> {
            char[] c = null;
            new String(c);
        });
        t(() -> {
            Object o = null;
            o.getClass();
        });
        t(() -> {
            double[] d = null;
            d[0] = d[1];
        });
        t(() -> {
            int[][] m = {null};
            m[0][0] += 2;
        });
        t(() -> {
            int[] a = null;
            a.clone();
        });
        t(() -> {
            String[][] a = null;
            a.clone();
        });
        t(() -> {
            HelpfulNpe[] a = null;
            a[0].toString();
        });
        try {
            NullPointerException e = new NullPointerException();
            System.out.println(e.getMessage());
            nul.v();
        } catch (NullPointerException e) {
            System.out.println(e);
            System.out.println(e.getMessage() == e.getMessage() || e.getMessage().equals(e.getMessage()));
            e.setStackTrace(new StackTraceElement[0]);
            System.out.println(e.getMessage());
        }
    }

    interface Supp { Supp get(); }
}
