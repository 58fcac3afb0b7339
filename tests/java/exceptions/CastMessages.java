// Messages of ClassCastException and ArrayStoreException, with modules and loaders.

import java.util.*;

public class CastMessages {
    interface Own { }
    enum E { A }
    record R() { }

    static void c(Runnable r) {
        try {
            r.run();
            System.out.println("none");
        } catch (ClassCastException | ArrayStoreException e) { System.out.println(e.getMessage()); }
    }

    public static void main(String[] args) {
        Object s = "s", i = 1, o = new CastMessages(), ia = new int[0], sa = new String[0], oa = new Object[0][], nul = null;
        c(() -> { Integer x = (Integer) s; });
        c(() -> { CastMessages x = (CastMessages) s; });
        c(() -> { String x = (String) o; });
        c(() -> { Own x = (Own) o; });
        c(() -> { int[] x = (int[]) s; });
        c(() -> { String[] x = (String[]) oa; });
        c(() -> { Integer[] x = (Integer[]) sa; });
        c(() -> { CastMessages[][] x = (CastMessages[][]) ia; });
        c(() -> { java.sql.Connection x = (java.sql.Connection) s; });
        c(() -> { E x = (E) new R().toString().subSequence(0, 1).chars().boxed().findFirst().map(q -> (Object) q).get(); });
        c(() -> { Runnable x = (Runnable) o; });
        c(() -> { String x = (String) nul; });
        c(() -> {
            Comparable<String> x = (Comparable<String>) i;
            x.compareTo("q");
        });
        c(() -> String.class.cast(i));
        c(() -> {
            Object[] a = new Integer[1];
            a[0] = "x";
        });
        c(() -> {
            Object[] a = new Own[1];
            a[0] = o;
        });
        c(() -> {
            Object[][] a = new int[1][][];
            a[0] = new int[1][][];
        });
        c(() -> {
            List<Integer> l = new ArrayList<>((List) List.of("x"));
            int x = l.get(0);
        });
        c(() -> new TreeSet<Object>(List.of(new Object(), new Object())));
        c(() -> { Arrays.fill(new String[2], (Object) 1); });
        c(() -> {
            Object[] a = new String[3];
            System.arraycopy(new Object[] {"a", 5}, 0, a, 0, 2);
        });
        c(() -> {
            Object r = (Runnable) () -> { };
            try { String x = (String) r; } catch (ClassCastException e) {
                System.out.println(e.getMessage().replaceAll("CastMessages\\$\\$Lambda\\$\\S+", "LAMBDA"));
            }
        });
        c(() -> {
            Object p = java.util.logging.Level.INFO;
            CastMessages x = (CastMessages) p;
        });
        c(() -> CastMessages.class.asSubclass(Runnable.class));
    }
}
