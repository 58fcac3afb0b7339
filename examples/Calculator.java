import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Scanner;

/**
 * A calculator of unlimited size: a parser by recursive descent over a sealed family of records.
 *
 * <pre>{@code
 *   ./x java examples/Calculator.java '2^200 - 1' '(1 + 2) * 3.5 / 7'
 *   echo '10 / 4' | ./x java examples/Calculator.java
 * }</pre>
 */
public class Calculator {
    sealed interface Expression {
        BigDecimal value();
    }

    record Literal(BigDecimal value) implements Expression { }

    record Negation(Expression operand) implements Expression {
        public BigDecimal value() {
            return operand.value().negate();
        }
    }

    record Operation(char sign, Expression left, Expression right) implements Expression {
        public BigDecimal value() {
            BigDecimal a = left.value();
            BigDecimal b = right.value();
            return switch (sign) {
                case '+' -> a.add(b);
                case '-' -> a.subtract(b);
                case '*' -> a.multiply(b);
                case '/' -> a.divide(b, MathContext.DECIMAL128);
                case '^' -> a.pow(b.intValueExact());
                default -> throw new IllegalStateException("operator " + sign);
            };
        }
    }

    /** Reads one expression; each method takes one level of precedence. */
    static final class Parser {
        private final String text;
        private int at;

        Parser(String text) {
            this.text = text.replaceAll("\\s", "");
        }

        Expression parse() {
            Expression whole = sum();
            if (at < text.length()) {
                throw new IllegalArgumentException("unexpected '" + text.charAt(at) + "'");
            }
            return whole;
        }

        private Expression sum() {
            Expression left = product();
            while (peek() == '+' || peek() == '-') {
                left = new Operation(text.charAt(at++), left, product());
            }
            return left;
        }

        private Expression product() {
            Expression left = power();
            while (peek() == '*' || peek() == '/') {
                left = new Operation(text.charAt(at++), left, power());
            }
            return left;
        }

        private Expression power() {
            if (peek() == '-') {
                at++;
                return new Negation(power());
            }
            Expression base = atom();
            if (peek() != '^') {
                return base;
            }
            at++;
            return new Operation('^', base, power());
        }

        private Expression atom() {
            if (peek() == '(') {
                at++;
                Expression inner = sum();
                if (peek() != ')') {
                    throw new IllegalArgumentException("missing ')'");
                }
                at++;
                return inner;
            }
            int start = at;
            while (Character.isDigit(peek()) || peek() == '.') {
                at++;
            }
            if (start == at) {
                throw new IllegalArgumentException(at < text.length() ? "unexpected '" + peek() + "'" : "unexpected end");
            }
            return new Literal(new BigDecimal(text.substring(start, at)));
        }

        private char peek() {
            return at < text.length() ? text.charAt(at) : '\0';
        }
    }

    static boolean answer(String line) {
        try {
            System.out.println(line.strip() + " = " + new Parser(line).parse().value().toPlainString());
            return true;
        } catch (ArithmeticException | IllegalArgumentException e) {
            System.err.println(line.strip() + ": " + e.getMessage());
            return false;
        }
    }

    public static void main(String[] args) {
        boolean ok = true;
        if (args.length > 0) {
            for (String arg : args) {
                ok &= answer(arg);
            }
        } else {
            for (Scanner in = new Scanner(System.in); in.hasNextLine(); ) {
                ok &= answer(in.nextLine());
            }
        }
        System.exit(ok ? 0 : 1);
    }
}
