/** A switch-driven interpreter of a small stack machine. */
public class Machine {
    static long run(int[] code, int limit) {
        long[] stack = new long[32];
        long[] vars = new long[8];
        int sp = 0;
        int pc = 0;
        int steps = 0;
        while (steps++ < limit) {
            switch (code[pc++]) {
                case 0: stack[sp++] = code[pc++]; break;
                case 1: stack[sp++] = vars[code[pc++]]; break;
                case 2: vars[code[pc++]] = stack[--sp]; break;
                case 3: sp--; stack[sp - 1] += stack[sp]; break;
                case 4: sp--; stack[sp - 1] -= stack[sp]; break;
                case 5: sp--; stack[sp - 1] *= stack[sp]; break;
                case 6: sp--; stack[sp - 1] ^= stack[sp]; break;
                case 7: pc = stack[--sp] != 0 ? code[pc] : pc + 1; break;
                case 8: pc = code[pc]; break;
                case 9: stack[sp] = stack[sp - 1]; sp++; break;
                case 10: sp--; stack[sp - 1] %= stack[sp]; break;
                default: return vars[0];
            }
        }
        return vars[0] + steps;
    }

    public static void main(String[] args) {
        int[] code = {0, 2900000, 2, 1, 1, 0, 1, 1, 0, 31, 5, 6, 0, 1000003, 10, 2, 0, 1, 1, 0, 1, 4, 9, 2, 1, 7, 4, 11};
        System.out.println("Machine " + run(code, 90_000_000));
    }
}
