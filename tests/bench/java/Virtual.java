/** Virtual dispatch over a class hierarchy: a toy event simulation. */
public class Virtual {
    abstract static class Task {
        int left = 1000;
        int state;
        Task next;

        abstract int work(int input);

        int run(int input) {
            left--;
            return work(input) & 0xffff;
        }
    }

    static class Adder extends Task {
        @Override int work(int input) { return state += input; }
    }

    static class Mixer extends Adder {
        @Override int work(int input) { return super.work(input ^ 0x5a) * 3; }
    }

    static class Filter extends Task {
        @Override int work(int input) { return (input & 3) == 0 ? input : ++state; }
    }

    static class Last extends Filter {
        @Override int run(int input) { return super.run(input) - 1; }
    }

    public static void main(String[] args) {
        Task[] kinds = {new Adder(), new Mixer(), new Filter(), new Last()};
        for (int i = 0; i < kinds.length; i++) kinds[i].next = kinds[(i + 1) % kinds.length];
        Task t = kinds[0];
        int value = 1;
        for (int i = 0; i < 9_000_000; i++) {
            value = t.run(value);
            t = t.next;
        }
        System.out.println("Virtual " + value + " " + kinds[1].state + " " + kinds[3].left);
    }
}
