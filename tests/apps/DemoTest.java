import static org.junit.jupiter.api.Assertions.*;

import java.util.List;
import org.junit.jupiter.api.*;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@TestMethodOrder(MethodOrderer.MethodName.class)
class DemoTest {
    @BeforeEach void before() { System.out.println("before"); }
    @Test void adds() { assertEquals(4, 2 + 2); }
    @Test void fails() { assertEquals(List.of(1), List.of(2), "lists differ"); }
    @Test void throwsOne() { assertThrows(ArithmeticException.class, () -> System.out.println(1 / (int) (Math.random() * 0))); }
    @Test @Disabled("not today") void skipped() { }
    @ParameterizedTest @ValueSource(ints = {1, 2, 3}) void many(int i) { assertTrue(i > 0); }
    @Nested class Inner { @Test void nested() { assertAll(() -> assertNotNull(""), () -> assertSame(DemoTest.class, DemoTest.class)); } }
}
