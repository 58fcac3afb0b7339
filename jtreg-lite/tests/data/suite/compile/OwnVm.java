/*
 * @test
 * @summary Options for the VM of the compiler need one of its own.
 * @compile -J-Dx=y OwnVm.java
 * @run main OwnVm
 */
public class OwnVm {
    public static void main(String[] args) {

    }
}
