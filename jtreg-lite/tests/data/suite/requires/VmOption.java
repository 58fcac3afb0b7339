/*
 * @test
 * @requires vm.opt.UseParallelGC == "true"
 */
public class VmOption {
    public static void main(String[] args) {

    }
}
