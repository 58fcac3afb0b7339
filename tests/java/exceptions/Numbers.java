// Messages of number, index and argument exceptions from the library and from bytecodes.

import java.util.*;

public class Numbers {
    static void m(Runnable r) {
        try {
            r.run();
            System.out.println("none");
        } catch (RuntimeException e) { System.out.println(e); }
    }

    public static void main(String[] args) {
        m(() -> Integer.parseInt("x"));
        m(() -> Integer.parseInt(""));
        m(() -> Integer.parseInt(null));
        m(() -> Long.parseLong("99999999999999999999"));
        m(() -> Integer.parseInt("7f", 3));
        m(() -> Double.parseDouble("--"));
        m(() -> new ArrayList<>().get(0));
        m(() -> List.of(1).get(1));
        m(() -> List.of().iterator().next());
        m(() -> List.of(1).add(2));
        m(() -> new ArrayDeque<>().pop());
        m(() -> Optional.empty().get());
        m(() -> Optional.empty().orElseThrow(IllegalStateException::new));
        m(() -> "abc".substring(4));
        m(() -> "abc".charAt(-1));
        m(() -> new int[-1].clone());
        m(() -> {
            int z = 0;
            int x = 1 / z;
        });
        m(() -> {
            long z = 0;
            long x = 1 % z;
        });
        m(() -> new StringBuilder().deleteCharAt(0));
        m(() -> Objects.checkIndex(5, 3));
        m(() -> {
            List<Integer> l = new ArrayList<>(List.of(1, 2, 3));
            for (Integer i : l) l.remove(i);
        });
        m(() -> new Scanner("x").nextInt());
        m(() -> Collections.unmodifiableList(new ArrayList<>()).add(null));
        m(() -> Map.of(1, 2, 1, 3));
        m(() -> List.of((Object) null));
        m(() -> Thread.State.valueOf("X"));
        m(() -> new PriorityQueue<>(0));
        m(() -> Arrays.copyOfRange(new int[2], 3, 1));
        m(() -> Arrays.copyOf(new int[1], -1));
        m(() -> UUID.fromString("z"));
        m(() -> String.format("%d", "x"));
        m(() -> String.format("%s"));
        m(() -> java.util.regex.Pattern.compile("("));
        m(() -> new java.math.BigDecimal(1).divide(new java.math.BigDecimal(3)));
        m(() -> java.math.BigInteger.ONE.divide(java.math.BigInteger.ZERO));
        m(() -> java.time.LocalDate.of(2023, 2, 30));
        m(() -> Character.toChars(-1));
        m(() -> new Object() {
            void w() {
                try { wait(-1); } catch (InterruptedException e) { }
            }
        }.w());
        m(() -> { throw new UnsupportedOperationException(); });
    }
}
