package greet.en;

public class Loud {
    public static greet.api.Greeter provider() { return who -> "HELLO " + who.toUpperCase(); }
}
