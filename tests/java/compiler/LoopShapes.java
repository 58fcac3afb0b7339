// vm: -Xbatch -XX:CompileThresholdScaling=0.05
// Where values are while loops run: more of them than there are registers, exchanged by each iteration, needed behind the loop only, made
// on one way through it, of all kinds; loops in loops, with several ends, entries of switches and calls in them.

public class LoopShapes {
    static int sink;
    static int calls;

    static int call(int a) {
        calls++;
        return a * 31 + calls;
    }

    /** Parameters of the loop that change places. */
    static long rotate(int n) {
        int a = 1, b = 2, c = 3, d = 4;
        double x = 0.5, y = 1.5, z = -2.5;
        for (int i = 0; i < n; i++) {
            int t = a;
            a = b;
            b = c;
            c = d;
            d = t + i;
            double u = x;
            x = z;
            z = y;
            y = u + 1;
        }
        return a * 1000003L + b * 10007L + c * 101L + d + (long) (x * 7 + y * 11 + z * 13);
    }

    /** More values than registers, all needed in each iteration. */
    static long many(int n, int s) {
        int a = s, b = s + 1, c = s + 2, d = s + 3, e = s + 4, f = s + 5, g = s + 6, h = s + 7;
        int i1 = s ^ 1, i2 = s ^ 2, i3 = s ^ 3, i4 = s ^ 4, i5 = s ^ 5, i6 = s ^ 6, i7 = s ^ 7, i8 = s ^ 8;
        for (int i = 0; i < n; i++) {
            a += i1; b ^= i2; c -= i3; d += i4; e ^= i5; f += i6; g -= i7; h ^= i8;
            i1 += a; i2 += b; i3 += c; i4 += d; i5 += e; i6 += f; i7 += g; i8 += h;
        }
        return a + 3L * b + 5L * c + 7L * d + 11L * e + 13L * f + 17L * g + 19L * h
            + i1 + i2 + i3 + i4 + i5 + i6 + i7 + i8;
    }

    static double manyDoubles(int n) {
        double a = 1, b = 2, c = 3, d = 4, e = 5, f = 6, g = 7, h = 8, i = 9, j = 10, k = 11, l = 12, m = 13, o = 14, p = 15,
            q = 16, r = 17, s = 18;
        for (int t = 0; t < n; t++) {
            a = a * 0.5 + b; b = b * 0.25 + c; c = c * 0.5 + d; d = d * 0.25 + e; e = e * 0.5 + f; f = f * 0.25 + g;
            g = g * 0.5 + h; h = h * 0.25 + i; i = i * 0.5 + j; j = j * 0.25 + k; k = k * 0.5 + l; l = l * 0.25 + m;
            m = m * 0.5 + o; o = o * 0.25 + p; p = p * 0.5 + q; q = q * 0.25 + r; r = r * 0.5 + s; s = s * 0.25 + Math.sqrt(a * a);
        }
        return a + b + c + d + e + f + g + h + i + j + k + l + m + o + p + q + r + s;
    }

    /** What is found in a loop and needed behind it only, with values from before that the loop does not touch. */
    static int find(int[] list, int key, int x, int y) {
        int before = x * y, found = -1, steps = 0;
        for (int i = 0; i < list.length; i++) {
            int value = list[i] ^ x;
            steps++;
            if (value == key) {
                found = value + i;
                break;
            }
            if (value < 0) {
                continue;
            }
            if (value > 1 << 20) {
                return before - steps;
            }
            sink += value;
        }
        return before + found * 3 + steps;
    }

    /** Values on one way through the loop only. */
    static int ways(int n, int s) {
        int last = s, best = 0, at = -1;
        for (int i = 0; i < n; i++) {
            int v;
            if ((i & 3) == 0) {
                v = call(i);
            } else if ((i & 3) == 1) {
                v = i * s;
                last = v - 1;
            } else {
                v = last;
            }
            switch (v & 7) {
                case 0: best += v; break;
                case 1: best ^= last;
                case 2: at = i; break;
                case 5: continue;
                case 6: last += at; break;
                default: best--;
            }
            best += at;
        }
        return best * 31 + last * 7 + at;
    }

    /** Loops in loops that leave several of them. */
    static int nested(int n, int[] list) {
        int sum = 0, outer = 0;
        all:
        for (int i = 0; ; i++) {
            outer += i;
            for (int j = i; j < n; j++) {
                int p = i * j;
                for (int k = 0; k < 5; k++) {
                    sum += p ^ k;
                    if (k > 3 && (sum & 1023) == 7) {
                        continue all;
                    }
                    if (sum > 1 << 26) {
                        break all;
                    }
                }
                if ((j & 15) == 15) {
                    outer += call(j);
                }
                sum += list[j % list.length];
            }
            if (i > n) {
                break;
            }
        }
        return sum + outer * 13;
    }

    /** The test at the end, and a loop that is entered in the middle. */
    static long tests(int n) {
        long product = 1;
        int i = 0;
        do {
            product = product * 6364136223846793005L + i;
            i += 3;
        } while (i < n);
        boolean first = true;
        while (true) {
            if (!first) {
                product ^= product >>> 7;
            }
            first = false;
            if (--i < 0) {
                break;
            }
            product += i;
        }
        return product;
    }

    /** Values that handlers see. */
    static int handled(int[] list, int n) {
        int done = 0, caught = 0, last = 0;
        for (int i = 0; i < n; i++) {
            try {
                last = i * 3;
                done += list[i % (list.length + 1)];
                last = i * 5;
                done += 10 / (i % 7);
            } catch (ArrayIndexOutOfBoundsException e) {
                caught += last;
            } catch (ArithmeticException e) {
                caught -= last + done;
            } finally {
                done ^= i;
            }
        }
        return done * 31 + caught;
    }

    /** Longs, ints and doubles that become each other. */
    static double mixed(int n, float f, long l, double d) {
        float g = f;
        for (int i = 1; i <= n; i++) {
            l = l * i + (int) d;
            d = d / 3 + l % 1000;
            g = (float) (g * 0.75f + d);
            if ((l & 8) != 0) {
                d = -d;
                f = g;
            }
            l ^= (long) f << 3;
        }
        return f + g + l + d;
    }

    public static void main(String[] args) {
        int[] list = new int[100];
        for (int i = 0; i < list.length; i++) {
            list[i] = i * 7919 % 1000 - 200;
        }
        long ints = 0;
        double doubles = 0;
        for (int round = 0; round < 300; round++) {
            ints = ints * 31 + rotate(round);
            ints = ints * 31 + many(round, round * 7);
            doubles = doubles / 3 + manyDoubles(round);
            ints = ints * 31 + find(list, round * 3, round & 15, round);
            ints = ints * 31 + ways(round, round + 1);
            ints = ints * 31 + nested(round % 40, list);
            ints = ints * 31 + tests(round);
            ints = ints * 31 + handled(list, round);
            doubles = doubles / 3 + mixed(round, round, round * 3L, round / 7.0);
            if (round % 50 == 49) {
                System.out.println(round + " " + ints + " " + doubles + " " + sink + " " + calls);
            }
        }
    }
}
