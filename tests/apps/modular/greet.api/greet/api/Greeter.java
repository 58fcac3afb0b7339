package greet.api;

import java.util.*;

public interface Greeter {
    String greet(String who);

    static List<String> all(String who) {
        List<String> result = new ArrayList<>();
        for (Greeter g : ServiceLoader.load(Greeter.class)) result.add(g.greet(who) + " from " + g.getClass().getModule().getName());
        Collections.sort(result);
        return result;
    }
}
