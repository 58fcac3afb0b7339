package api;

public interface Greeter {
    String greet(String name);
}
