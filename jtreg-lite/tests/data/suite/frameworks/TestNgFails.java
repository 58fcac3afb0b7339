/*
 * @test
 * @run testng/othervm TestNgFails
 */

import org.testng.Assert;
import org.testng.annotations.Test;

public class TestNgFails {
    @Test
    public void fails() {
        Assert.assertEquals(1 + 1, 3);
    }
}
