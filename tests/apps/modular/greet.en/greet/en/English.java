package greet.en;

public class English implements greet.api.Greeter {
    @Override public String greet(String who) { return "Hello " + who; }
}
