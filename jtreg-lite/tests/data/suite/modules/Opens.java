/*
 * @test
 * @modules java.base/java.lang:open
 */
public class Opens {
    public static void main(String[] args) throws Exception {
        java.lang.reflect.Field field = String.class.getDeclaredField("value");
        field.setAccessible(true);
        System.out.println(field.get("text"));
    }
}
