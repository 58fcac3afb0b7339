// float and double arithmetic, comparisons with NaN, conversions.

public class FloatArithmetic {
    static final double[] D = {0.0, -0.0, 1, -1, 0.1, 1.0 / 3, Math.PI, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY,
            Double.MIN_VALUE, -Double.MIN_VALUE, Double.MAX_VALUE, -Double.MAX_VALUE, Double.MIN_NORMAL, 1e300, 1e-300, 2147483647.0,
            2147483648.0, -2147483649.0, 9.2e18, 9.3e18, -9.3e18, 0.5, 1.5, 2.5, -0.5, 4503599627370497.5, 16777217.0, 1e40};
    static String bits(double d) { return Long.toHexString(Double.doubleToLongBits(d)); }
    static String bits(float d) { return Integer.toHexString(Float.floatToIntBits(d)); }

    public static void main(String[] args) {
        for (double a : D) {
            float f = (float) a;
            System.out.println(a + " " + bits(a) + " " + f + " " + bits(f) + " " + (int) a + " " + (long) a + " " + (int) f + " " +
                    (long) f + " " + (byte) a + " " + (short) a + " " + (int) (char) a + " " + (char) (f + 65));
            StringBuilder s = new StringBuilder();
            for (double b : D) {
                s.append(bits(a + b)).append(bits(a - b)).append(bits(a * b)).append(bits(a / b)).append(bits(a % b));
                s.append(a < b).append(a <= b).append(a > b).append(a >= b).append(a == b).append(a != b);
                s.append(!(a < b)).append(!(a <= b)).append(!(a > b)).append(!(a >= b)).append(Double.compare(a, b)).append(' ');
                float g = (float) b;
                s.append(bits(f + g)).append(bits(f - g)).append(bits(f * g)).append(bits(f / g)).append(bits(f % g));
                s.append(f < g).append(f <= g).append(f > g).append(f >= g).append(f == g).append(f != g).append(Float.compare(f, g));
                s.append(bits(Math.min(a, b))).append(bits(Math.max(a, b))).append(bits(Math.min(f, g))).append(bits(Math.max(f, g))).append(bits(Math.copySign(a,
                        b))).append(bits(Math.nextAfter(a, b))).append(bits(Math.IEEEremainder(a, b)));
            }
            System.out.println(s.toString().hashCode());
            System.out.println(bits(-a) + bits(Math.sqrt(a)) + bits(Math.floor(a)) + bits(Math.ceil(a)) + bits(Math.rint(a)) + " " +
                    Math.round(a) + " " + Math.round(f) + bits(Math.abs(a)) + bits(Math.ulp(a)) + " " + Math.getExponent(a) + bits(Math.nextUp(a))
                    + bits(Math.signum(a)) + bits(Math.cbrt(a)) + bits(Math.scalb(a, 3)));
            System.out.println(bits(StrictMath.sin(a)) + " " + bits(StrictMath.cos(a)) + " " + bits(StrictMath.tan(a)) + " " + bits(StrictMath.exp(a))
                    + " " + bits(StrictMath.log(a)) + " " + bits(StrictMath.pow(a, 0.5)) + " " + bits(StrictMath.atan2(a, 2)) + " "
                    + bits(StrictMath.log10(a)) + " " + bits(StrictMath.hypot(a, 3)) + " " + bits(StrictMath.sinh(a)) + bits(StrictMath.expm1(a))
                    + bits(StrictMath.log1p(a)));
        }
        for (int i : new int[] {0, 1, -1, 16777217, Integer.MAX_VALUE, Integer.MIN_VALUE}) System.out.println((float) i + " " + (double) i
                + " " + (float) (long) i);
        for (long i : new long[] {0, -1, 9007199254740993L, Long.MAX_VALUE, Long.MIN_VALUE, 0x7fffffbfffffffffL}) System.out.println((float) i
                + " " + (double) i);
        System.out.println(Math.fma(0.1, 10.0, -1.0) + " " + Math.fma(0.1f, 10f, -1f));
        for (String s : new String[] {"1e400", "-1e-400", "0x1.8p3", "NaN", "-Infinity", "1_0", "", " 3.5d ", "4.9e-324",
                "2.2250738585072012e-308", "1.00000000000000011102230246251565", "3.4028236e38f"}) {
            try { System.out.println(Double.parseDouble(s) + " " + Float.parseFloat(s)); } catch (NumberFormatException e) {
                System.out.println(e.getMessage());
            }
        }
        System.out.println(Double.toHexString(0.1) + " " + Float.toHexString(0.1f) + " " + Float.intBitsToFloat(0x7fc12345) + " " +
                Integer.toHexString(Float.floatToRawIntBits(Float.intBitsToFloat(0x7fc12345))) + " " + Long.toHexString(Double.doubleToRawLongBits(Double.longBitsToDouble(0x7ff8000000012345L))));
        double sum = 0;
        for (int i = 1; i < 1000; i++) sum += 1.0 / i * (i % 2 == 0 ? -1 : 1);
        System.out.println(sum);
        float fs = 0;
        for (int i = 1; i < 1000; i++) fs += 1f / i;
        System.out.println(fs);
        double x = 5;
        x++;
        x--;
        ++x;
        x /= 0;
        System.out.println(x);
        float y = 3;
        y %= 2.5;
        y += 1e10;
        System.out.println(y);
        System.out.println((0.0 == -0.0) + " " + Double.valueOf(0.0).equals(-0.0) + " " + Double.valueOf(Double.NaN).equals(Double.NaN)
                + " " + (Double.NaN == Double.NaN));
    }
}
