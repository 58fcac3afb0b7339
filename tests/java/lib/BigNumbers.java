// BigInteger and BigDecimal.

import java.math.*;
import java.util.*;

public class BigNumbers {
    public static void main(String[] a) {
        BigInteger f = BigInteger.ONE;
        for (int i = 2; i <= 500; i++) f = f.multiply(BigInteger.valueOf(i));
        System.out.println(f.bitLength() + " " + f.toString().hashCode() + " " + f.toString(36).hashCode());
        BigInteger p = new BigInteger("170141183460469231731687303715884105727"), q = BigInteger.TWO.pow(89).subtract(BigInteger.ONE);
        System.out.println(p.isProbablePrime(20) + " " + p.modPow(q, BigInteger.valueOf(1000000007)) + p.modInverse(q) + p.gcd(q.multiply(p))
                + p.negate().mod(q) + p.divide(q) + Arrays.toString(p.divideAndRemainder(q)) + p.sqrt() + q.nextProbablePrime() + p.shiftRight(70)
                + q.shiftLeft(13) + p.negate().shiftRight(3) + p.and(q) + p.or(q.negate()) + p.xor(q) + p.not() + p.testBit(5) + p.bitCount()
                + q.getLowestSetBit() + p.signum() + p.longValue() + p.doubleValue() + p.hashCode() + Arrays.toString(p.toByteArray()));
        try { p.longValueExact(); } catch (ArithmeticException e) { System.out.println(e.getMessage()); }
        try { p.modInverse(p); } catch (ArithmeticException e) { System.out.println(e.getMessage()); }
        Random r = new Random(9);
        BigInteger x = new BigInteger(3000, r), y = new BigInteger(2900, r), z = new BigInteger(20000, r), w = new BigInteger(21000,
                r);
        System.out.println(x.multiply(y).hashCode() + " " + z.multiply(w).hashCode() + " " + w.divide(x).hashCode() + " " + z.multiply(z).mod(y).hashCode()
                + new BigInteger(z.toString()).equals(z));
        BigDecimal d = new BigDecimal("1234.5678"), e = new BigDecimal("-0.000123");
        System.out.println(d.add(e) + " " + d.multiply(e) + " " + d.divide(e, 20, RoundingMode.HALF_EVEN) + d.divide(e, MathContext.DECIMAL64)
                + d.remainder(new BigDecimal("7.3")) + d.setScale(2, RoundingMode.HALF_UP) + d.negate().round(new MathContext(3)) +
                d.pow(15).toString() + e.toEngineeringString() + e.toPlainString() + new BigDecimal("1E+10").toPlainString() + new BigDecimal("1E+10")
                + d.stripTrailingZeros() + d.precision() + e.scale() + d.unscaledValue() + new BigDecimal(0.1) + BigDecimal.valueOf(0.1)
                + d.sqrt(MathContext.DECIMAL128) + d.compareTo(e) + new BigDecimal("2.0").equals(new BigDecimal("2.00")) + new BigDecimal("2.0").hashCode()
                + d.movePointLeft(6) + d.ulp() + e.doubleValue() + d.toBigInteger() + d.intValue());
        for (RoundingMode m : RoundingMode.values()) if (m != RoundingMode.UNNECESSARY) System.out.print(m + " " + new BigDecimal("2.5").setScale(0,
                m) + new BigDecimal("-2.5").setScale(0, m) + new BigDecimal("1.1").setScale(0, m) + " ");
        System.out.println();
        BigDecimal pi = BigDecimal.ZERO;
        MathContext mc = new MathContext(60);
        for (int k = 0; k < 45; k++) pi = pi.add(BigDecimal.ONE.divide(BigDecimal.valueOf(16).pow(k), mc).multiply(new BigDecimal(4).divide(new BigDecimal(8 *
                k + 1), mc).subtract(new BigDecimal(2).divide(new BigDecimal(8 * k + 4), mc)).subtract(BigDecimal.ONE.divide(new BigDecimal(8 *
                k + 5), mc)).subtract(BigDecimal.ONE.divide(new BigDecimal(8 * k + 6), mc))));
        System.out.println(pi.round(new MathContext(50)));
    }
}
