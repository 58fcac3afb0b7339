package q;

import org.junit.jupiter.api.Test;

/*
 * @test
 * @summary A file of a JUnit folder may describe itself.
 */
public class InDir {
    @Test
    void passes() {
    }
}
