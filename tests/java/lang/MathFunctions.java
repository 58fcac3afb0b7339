// The functions of Math: special values, the sign of what is no number, no more than a unit in the last place from
// StrictMath, the same bits from interpreted and compiled code, by reflection, method handles and method references.

import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Modifier;
import java.util.function.DoubleUnaryOperator;

public class MathFunctions {
    static final String[] NAMES = {"sin", "cos", "tan", "exp", "log", "log10"};

    static double call(int f, double x) {
        return switch (f) {
            case 0 -> Math.sin(x);
            case 1 -> Math.cos(x);
            case 2 -> Math.tan(x);
            case 3 -> Math.exp(x);
            case 4 -> Math.log(x);
            default -> Math.log10(x);
        };
    }

    static double strict(int f, double x) {
        return switch (f) {
            case 0 -> StrictMath.sin(x);
            case 1 -> StrictMath.cos(x);
            case 2 -> StrictMath.tan(x);
            case 3 -> StrictMath.exp(x);
            case 4 -> StrictMath.log(x);
            default -> StrictMath.log10(x);
        };
    }

    static double argument(int i) {
        return switch (i & 3) {
            case 0 -> i * 0.001;
            case 1 -> i * 1.7e-9;
            case 2 -> Math.scalb(1.0 + i * 1e-5, i % 60 - 30);
            default -> i % 700;
        };
    }

    public static void main(String[] args) throws Throwable {
        double[] special = {0.0, -0.0, 1, -1, Double.NaN, 1 / 0.0, -1 / 0.0, Double.MIN_VALUE, Double.MAX_VALUE, 1e15, 1e-300};
        for (int f = 0; f < NAMES.length; f++) {
            StringBuilder line = new StringBuilder(NAMES[f]);
            for (double x : special) {
                double y = call(f, x);
                boolean exact = Double.isNaN(y) || Double.isInfinite(y) || y == Math.rint(y);
                line.append(' ').append(exact ? Double.toString(y) : "finite");
            }
            System.out.println(line);
        }
        double negative = Double.longBitsToDouble(0xfff8_0000_0000_0007L);
        System.out.println(Long.toHexString(Double.doubleToRawLongBits(Math.abs(negative))) + " " + Math.abs(-0.0));
        for (double x : special) {
            for (double y : special) {
                double z = Math.pow(x, y);
                boolean exact = Double.isNaN(z) || Double.isInfinite(z) || z == Math.rint(z);
                System.out.print((exact ? Double.toString(z) : "finite") + " ");
            }
            System.out.println();
        }
        final int count = 60_000;
        long[] first = new long[NAMES.length];
        for (int round = 0; round < 2; round++) {
            for (int f = 0; f < NAMES.length; f++) {
                long bits = 0;
                int far = 0;
                for (int i = 1; i < count; i++) {
                    double x = argument(i);
                    double y = call(f, x);
                    bits = bits * 31 + Double.doubleToLongBits(y);
                    if (Math.abs(y - strict(f, x)) > Math.ulp(y)) {
                        far++;
                    }
                }
                System.out.println(NAMES[f] + ": far from StrictMath " + far);
                if (round == 0) {
                    first[f] = bits;
                } else {
                    System.out.println("same as before: " + (first[f] == bits));
                }
            }
        }
        double sum = 0;
        float floats = 0;
        for (int i = 0; i < 50_000; i++) {
            sum += Math.fma(i * 0.1, i * 0.3, -sum);
            floats += Math.fma(i * 0.1f, 0.3f, -floats);
        }
        System.out.println(sum + " " + floats);
        var method = Math.class.getMethod("sin", double.class);
        System.out.println(Modifier.toString(method.getModifiers()) + " " + method.invoke(null, 0.0));
        var handle = MethodHandles.lookup().findStatic(Math.class, "pow",
                MethodType.methodType(double.class, double.class, double.class));
        System.out.println((double) handle.invokeExact(2.0, 10.0));
        DoubleUnaryOperator operator = Math::log10;
        for (int n = -20; n <= 20; n++) {
            System.out.print(operator.applyAsDouble(Double.parseDouble("1e" + n)) + " ");
        }
        System.out.println();
    }
}
