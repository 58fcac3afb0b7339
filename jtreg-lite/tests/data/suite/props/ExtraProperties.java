package props;

import java.util.Map;
import java.util.concurrent.Callable;

public class ExtraProperties implements Callable<Map<String, String>> {
    @Override
    public Map<String, String> call() {
        return Map.of("test.extra", "yes", "test.broken", "__ERROR__ not to be found out");
    }
}
