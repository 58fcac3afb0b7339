/*
 * @test
 * @run main/othervm/policy=test.policy Policy
 */
public class Policy {
    public static void main(String[] args) {
        System.getProperty("allowed.property");
        try {
            System.getProperty("forbidden.property");
        } catch (SecurityException expected) {
            return;
        }
        throw new AssertionError("no exception");
    }
}
