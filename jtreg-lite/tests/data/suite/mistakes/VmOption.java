/*
 * @test
 * @run main -Dx=y VmOption
 */
public class VmOption {
    public static void main(String[] args) {

    }
}
