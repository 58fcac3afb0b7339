/* @test */
public class NoMain {
}
