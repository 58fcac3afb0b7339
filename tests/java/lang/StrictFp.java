// strictfp code, float rounding in chains, integer division in loops.

public strictfp class StrictFp {
    static double horner(double x) {
        double r = 0;
        for (int i = 1; i < 20; i++) r = r * x + 1.0 / i;
        return r;
    }

    static float fl(float a, float b) { return a * b + a / b - b % a; }

    public static void main(String[] args) {
        for (double x = -2; x < 2; x += 0.37) System.out.println(horner(x) + " " + fl((float) x, 0.3f));
        double big = 1e308;
        System.out.println(big * 10 / 10 + " " + big / 10 * 10);
        float fb = 3e38f;
        System.out.println(fb * 10 / 10);
        System.out.println((float) 0.1 + 0.2 + " " + (0.1f + 0.2f) + " " + (0.1 + 0.2));
        double z = 0;
        for (int i = 0; i < 100000; i++) z += 0.1;
        System.out.println(z);
        long s = 0;
        for (int i = 1; i < 5000; i++) s += 1000000007L / i % 97 + (i * 31L) % 7;
        System.out.println(s);
        int g = 1 << 30, k = 0;
        while (g > 0) {
            g /= 3;
            k += g;
        }
        System.out.println(k);
    }
}
