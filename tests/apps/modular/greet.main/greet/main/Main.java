package greet.main;

import java.util.stream.Collectors;

public class Main {
    public static void main(String[] args) throws Exception {
        System.out.println(greet.api.Greeter.all("modules"));
        System.out.println(Main.class.getModule() + " " + Main.class.getModule().getLayer().modules().stream().map(Module::getName).filter(n -> n.startsWith("greet") || n.equals("java.logging")).sorted().collect(Collectors.toList()));
        try {
            System.out.println(Class.forName("greet.en.English").getMethod("greet", String.class).invoke(null, "x"));
        } catch (IllegalAccessException | NullPointerException e) {
            System.out.println(e.getMessage());
        }
        try (var in = Main.class.getModule().getResourceAsStream("greet/main/Main.class")) {
            System.out.println(in != null);
        }
    }
}
