// Does the same things known numbers of times, for the profile to show.

public class Profiled {
    static class A {
        int value() {
            return 1;
        }
    }

    static class B extends A {
        int value() {
            return 2;
        }
    }

    static class C extends A {
        int value() {
            return 3;
        }
    }

    static int branch(int i) {
        if (i % 4 == 0) {
            return 1;
        }
        return 2;
    }

    static int choice(int i) {
        switch (i % 10) {
            case 1: return 5;
            case 2: return 6;
            case 3: return 7;
            default: return i;
        }
    }

    static int call(A a) {
        return a.value();
    }

    static boolean test(Object o) {
        return o instanceof B;
    }

    static int loop(int n) {
        int sum = 0;
        for (int i = 0; i < n; i++) {
            sum += i;
        }
        return sum;
    }

    public static void main(String[] args) {
        A[] all = {new A(), new B(), new C(), new B()};
        // Resolves what `call` calls.
        long sum = all[0].value();
        for (int i = 0; i < 4000; i++) {
            sum += branch(i) + choice(i) + call(all[i % 4]) + (test(i % 2 == 0 ? null : all[i % 4]) ? 1 : 0);
        }
        sum += loop(500);
        System.out.println(sum);
    }
}
