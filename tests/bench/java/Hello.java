/** The shortest program: what is measured is starting and stopping. */
public class Hello {
    public static void main(String[] args) {
        System.out.println("Hello world");
    }
}
