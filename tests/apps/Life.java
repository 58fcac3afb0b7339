/** Conway's game of life for the source launcher: a glider crosses a small torus. */
public class Life {
    public static void main(String[] args) {
        int size = args.length > 0 ? Integer.parseInt(args[0]) : 12;
        boolean[][] cells = new boolean[size][size];
        for (int[] p : new int[][] {{0, 1}, {1, 2}, {2, 0}, {2, 1}, {2, 2}}) cells[p[0]][p[1]] = true;
        for (int turn = 0; turn < 40; turn++) cells = next(cells);
        for (boolean[] row : cells) {
            StringBuilder line = new StringBuilder();
            for (boolean cell : row) line.append(cell ? '#' : '.');
            System.out.println(line);
        }
    }

    static boolean[][] next(boolean[][] old) {
        int n = old.length;
        boolean[][] result = new boolean[n][n];
        for (int r = 0; r < n; r++) {
            for (int c = 0; c < n; c++) {
                int around = 0;
                for (int k = 0; k < 9; k++) if (k != 4 && old[(r + k / 3 - 1 + n) % n][(c + k % 3 - 1 + n) % n]) around++;
                result[r][c] = around == 3 || old[r][c] && around == 2;
            }
        }
        return result;
    }
}
