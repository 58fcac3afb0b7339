// Values of fields and lengths that compiled code remembers: stores through other names, calls, handlers, loops, class loading and
// other threads change what a load must give.
// vm: -Xmixed -Xbatch

public class Aliasing {
    int a;
    byte small;
    long wide;
    boolean flag;
    char letter;
    Object ref;
    Aliasing next;
    volatile int fence;
    static int counter;
    static int[] shared = {1, 2, 3};
    final int[] own = new int[4];

    static int sameObject(Aliasing x, Aliasing y) {
        int before = x.a;
        y.a = before + 1;
        int after = x.a;
        x.a = after * 2;
        return before + 10 * after + 100 * y.a;
    }

    static int narrow(Aliasing x, int value) {
        x.small = (byte) value;
        x.letter = (char) value;
        x.flag = value % 2 == 0;
        return x.small + x.letter + (x.flag ? 1 : 0);
    }

    int bump() {
        a++;
        counter += 2;
        return a;
    }

    static int calls(Aliasing x, boolean inline) {
        int first = x.a + counter;
        int got = inline ? x.bump() : big(x);
        return first * 7 + got * 3 + x.a + counter;
    }

    static int big(Aliasing x) {
        int sum = 0;
        for (int i = 0; i < 3; i++) {
            x.a += i;
            x.next = x.next == null ? x : null;
            counter++;
            sum += x.a ^ (x.next == x ? 5 : 9);
            if (sum == 123456789) {
                System.out.println("never: " + sum + x.next + counter + shared.length);
            }
        }
        return sum;
    }

    static int diamond(Aliasing x, Aliasing y, int n) {
        int first = x.a;
        if ((n & 1) == 0) {
            y.a = n;
        } else if ((n & 2) == 0) {
            y.wide = n;
        }
        return first + x.a * 3 + (int) x.wide;
    }

    static int loop(Aliasing x, Aliasing y, int n) {
        int sum = x.a;
        for (int i = 0; i < n; i++) {
            sum += x.a;
            y.a = i;
            if (i == 5) {
                x = y;
            }
        }
        return sum + x.a;
    }

    static int handler(Aliasing x, int[] array, int i) {
        int seen = x.a;
        try {
            x.a = 50 + i;
            x.ref = array[i];
            x.a = 70 + i;
        } catch (ArrayIndexOutOfBoundsException e) {
            return seen + x.a * 1000;
        }
        return seen + x.a;
    }

    static int arrays(int[] p, int[] q, int i) {
        int length = p.length;
        int first = p[i];
        q[i] = first + 1;
        int again = p[i];
        p = q;
        return length + first + again * 10 + p.length * 100 + p[i];
    }

    static int replaced(Aliasing[] holder, int i) {
        int[] before = shared;
        int sum = before[i];
        if (i == 2) {
            shared = new int[] {sum + 1, sum + 2, sum + 3, 4};
        }
        return sum + shared[i] * 10 + shared.length * 100 + holder.length;
    }

    static int checkedTwice(int[] array, int i, int j) {
        try {
            int x = array[i];
            int y = array[j];
            return x + y + array[i] + array[j];
        } catch (NullPointerException e) {
            return -1;
        } catch (ArrayIndexOutOfBoundsException e) {
            return -2;
        }
    }

    static int nullLater(Aliasing x, boolean cut) {
        int sum = x.next.a;
        if (cut) {
            x.next = null;
        }
        return sum + x.next.a;
    }

    static int caught(Aliasing x, boolean cut) {
        try {
            return nullLater(x, cut);
        } catch (NullPointerException e) {
            return -7;
        }
    }

    synchronized int locked(Aliasing other) {
        int before = other.a;
        synchronized (other) {
            other.a = before + 1;
        }
        return before + other.a;
    }

    static int spin(Aliasing x) {
        int rounds = 0;
        while (x.fence == 0) {
            rounds |= 1;
            Thread.onSpinWait();
        }
        return x.a;
    }

    public static void main(String[] args) throws Exception {
        long sum = 0;
        Aliasing x = new Aliasing();
        Aliasing y = new Aliasing();
        int[] p = {1, 2, 3, 4};
        int[] q = {5, 6, 7, 8};
        for (int i = 0; i < 20_000; i++) {
            Aliasing other = i % 3 == 0 ? x : y;
            x.a = i % 17;
            y.a = i % 13;
            sum = sum * 31 + sameObject(x, other);
            sum = sum * 31 + narrow(other, i * 37);
            sum = sum * 31 + calls(other, i % 5 < 3);
            sum = sum * 31 + diamond(x, other, i);
            sum = sum * 31 + loop(x, other, i % 9);
            sum = sum * 31 + handler(other, p, i % 6);
            sum = sum * 31 + arrays(p, i % 2 == 0 ? p : q, i % 4);
            sum = sum * 31 + replaced(new Aliasing[i % 3], i % 3);
            sum = sum * 31 + checkedTwice(i % 100 == 99 ? null : p, i % 5, i % 7);
            x.next = y;
            sum = sum * 31 + caught(x, i % 4 == 3);
            sum = sum * 31 + x.locked(other);
            p[i % 4] &= 0xffff;
            q[i % 4] &= 0xffff;
        }
        System.out.println(sum + " " + counter);
        Aliasing signal = new Aliasing();
        Thread writer = new Thread(() -> {
            signal.a = 42;
            signal.fence = 1;
        });
        writer.start();
        System.out.println(spin(signal));
        writer.join();
    }
}
