package secret;

public class Polite implements api.Greeter {
    @Override
    public String greet(String name) {
        return "Good morning, " + name;
    }
}
