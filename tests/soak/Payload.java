// Loaded anew by each of the soak's class loaders; its statics must be fresh each time.

import java.util.function.LongSupplier;
import java.util.function.Supplier;

public class Payload implements Supplier<Long> {
    private static long instances;
    private static final long[] TABLE = new long[64];

    static {
        for (int i = 0; i < TABLE.length; i++) TABLE[i] = i * 7L;
    }

    private final long number;

    public Payload() {
        number = ++instances;
    }

    @Override
    public Long get() {
        LongSupplier sum = () -> {
            long s = number;
            for (long t : TABLE) s += t;
            return s;
        };
        return sum.getAsLong();
    }
}
