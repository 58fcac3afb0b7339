/*
 * @test
 * @summary A class in assembler.
 * @compile Simple.jasm
 * @run main Assembled
 */
public class Assembled {
    public static void main(String[] args) throws Exception {
        Class.forName("Simple").getMethod("m").invoke(null);
    }
}
