// live: 20
import java.util.HashMap;
import java.util.Map;

/** A large hash map in which keys come and go. */
public final class MapChurn {
    record Value(long number, String text) {}

    public static void main(String[] args) {
        Map<Integer, Value> map = new HashMap<>();
        int size = 250_000;
        int random = 1;
        long sum = 0;
        for (int i = 0; i < 1_200_000; i++) {
            map.put(i, new Value(i, "v"));
            if (map.size() > size) {
                Value old = map.remove(i - size);
                sum += old.number();
            }
            random = random * 1103515245 + 12345;
            Value hit = map.get(i - (random >>> 8) % size);
            sum += hit == null ? 0 : hit.number();
        }
        System.out.println(sum + " " + map.size());
    }
}
