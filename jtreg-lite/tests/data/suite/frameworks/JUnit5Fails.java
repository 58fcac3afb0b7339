/*
 * @test
 * @run junit/othervm JUnit5Fails
 */

import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

public class JUnit5Fails {
    @Test
    void fails() {
        Assertions.assertEquals(3, 1 + 1);
    }
}
