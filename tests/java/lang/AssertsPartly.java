// vm: -ea:AssertsPartly$Yes -da:AssertsPartly$No -esa
// Assertions switched by class.

public class AssertsPartly {
    static class Yes {
        static boolean on() {
            boolean r = false;
            assert r = true;
            return r;
        }
    }

    static class No {
        static boolean on() {
            boolean r = false;
            assert r = true;
            return r;
        }
    }

    public static void main(String[] args) {
        System.out.println(Yes.on() + " " + No.on() + " " + AssertsPartly.class.desiredAssertionStatus() + " " + String.class.desiredAssertionStatus());
    }
}
