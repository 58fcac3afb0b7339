/*
 * @test
 * @run testng TestNg
 */

import org.testng.Assert;
import org.testng.annotations.Test;

public class TestNg {
    @Test
    public void passes() {
        Assert.assertEquals(1 + 1, 2);
    }
}
