package user;

import api.Greeter;
import java.util.ServiceLoader;

public class Main {
    public static void main(String[] args) throws ReflectiveOperationException {
        Greeter greeter = ServiceLoader.load(Greeter.class).findFirst().orElseThrow();
        if (!greeter.greet("Hearth").equals("Good morning, Hearth")) {
            throw new AssertionError(greeter.greet("Hearth"));
        }
        Class<?> hidden = greeter.getClass();
        if (!hidden.getModule().getName().equals("provider.module") || hidden.getModule().isExported("secret")) {
            throw new AssertionError(hidden.getModule());
        }
        try {
            hidden.getConstructor().newInstance();
            throw new AssertionError("a class of a package that is not exported was made");
        } catch (IllegalAccessException expected) {
            System.out.println(expected.getMessage());
        }
    }
}
