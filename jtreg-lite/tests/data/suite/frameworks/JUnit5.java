/*
 * @test
 * @run junit JUnit5
 */

import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

public class JUnit5 {
    @Test
    void passes() {
        Assertions.assertEquals(2, 1 + 1);
    }
}
