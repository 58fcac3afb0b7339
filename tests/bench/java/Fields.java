/** Instance and static field traffic: a small machine whose registers are fields. */
public class Fields {
    private int a = 1;
    private int b = 2;
    private long cycles;
    private Fields peer;
    private static int shared;

    private void step(int i) {
        a += b ^ i;
        b = a - peer.b;
        peer.a ^= b;
        cycles++;
        shared += peer.a & 15;
    }

    public static void main(String[] args) {
        Fields x = new Fields();
        Fields y = new Fields();
        x.peer = y;
        y.peer = x;
        for (int i = 0; i < 6_000_000; i++) {
            x.step(i);
            y.step(-i);
        }
        System.out.println("Fields " + x.a + " " + y.b + " " + (x.cycles + y.cycles) + " " + shared);
    }
}
