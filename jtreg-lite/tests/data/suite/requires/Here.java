/*
 * @test
 * @requires os.family == "linux" | os.family == "mac"
 * @requires os.processors >= 1 & os.maxMemory > 64M
 * @requires test.extra == "yes" & java.vm.specification.name ~= "Java.*"
 * @key stress
 */
public class Here {
    public static void main(String[] args) {

    }
}
