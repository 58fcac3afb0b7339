/*
 * @test
 * @enablePreview
 * @run main Preview
 */
public class Preview {
    public static void main(String[] args) {
        Object value = 3;
        String text = switch (value) {
            case Integer number -> "number " + number;
            default -> "other";
        };
        System.out.println(text);
    }
}
