/*
 * @test
 * @summary A preview feature: switch with patterns, which is an invokedynamic instruction.
 * @enablePreview
 * @requires jdk.version.major == "17"
 * @run main PatternSwitch
 */
public class PatternSwitch {
    sealed interface Shape permits Circle, Square, Nothing { }

    record Circle(double radius) implements Shape { }

    record Square(double side) implements Shape { }

    enum Nothing implements Shape { INSTANCE }

    private static String describe(Object value) {
        return switch (value) {
            case null -> "null";
            case Integer number && number > 10 -> "large";
            case Integer number -> "small " + number;
            case Circle circle -> "circle " + circle.radius();
            case Shape shape -> "shape";
            default -> "other";
        };
    }

    public static void main(String[] args) {
        Object[] values = {null, 3, 11, new Circle(2), new Square(1), Nothing.INSTANCE, "text"};
        String[] expected = {"null", "small 3", "large", "circle 2.0", "shape", "shape", "other"};
        for (int i = 0; i < values.length; i++) {
            if (!describe(values[i]).equals(expected[i])) {
                throw new AssertionError(values[i] + ": " + describe(values[i]));
            }
        }
    }
}
