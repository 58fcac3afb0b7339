// vm: -ea
// Assertions enabled.

public class Asserts {
    static class Inner {
        static boolean on() {
            boolean r = false;
            assert r = true;
            return r;
        }
    }

    public static void main(String[] args) throws Exception {
        System.out.println(Inner.on() + " " + Asserts.class.desiredAssertionStatus() + " " + String.class.desiredAssertionStatus());
        try { assert args.length > 0 : "msg " + args.length; } catch (AssertionError e) {
            System.out.println(e.getMessage());
        }
        try { assert false : new RuntimeException("cause"); } catch (AssertionError e) {
            System.out.println(e.getMessage() + e.getCause());
        }
        try { assert false; } catch (AssertionError e) { System.out.println(e.getMessage()); }
        ClassLoader.getSystemClassLoader().setDefaultAssertionStatus(false);
        System.out.println(Inner.on() + " " + new Object() {
            boolean x() {
                boolean r = false;
                assert r = true;
                return r;
            }
        }.x());
    }
}
