/** Two-dimensional arrays of doubles: multiplication and elimination. */
public class Matrix {
    static double[][] multiply(double[][] a, double[][] b) {
        int n = a.length;
        double[][] c = new double[n][n];
        for (int i = 0; i < n; i++)
            for (int j = 0; j < n; j++) {
                double s = 0;
                for (int k = 0; k < n; k++) s += a[i][k] * b[k][j];
                c[i][j] = s;
            }
        return c;
    }

    static double determinant(double[][] m) {
        double det = 1;
        for (int p = 0; p < m.length; p++) {
            det *= m[p][p];
            for (int r = p + 1; r < m.length; r++) {
                double f = m[r][p] / m[p][p];
                for (int c = p; c < m.length; c++) m[r][c] -= f * m[p][c];
            }
        }
        return det;
    }

    public static void main(String[] args) {
        int n = 120;
        double[][] a = new double[n][n];
        for (int i = 0; i < n; i++) for (int j = 0; j < n; j++) a[i][j] = (i == j ? 1 : 0) + 1.0 / (i + 2 * j + 3);
        double trace = 0;
        for (int round = 0; round < 18; round++) {
            double[][] c = multiply(a, a);
            for (int i = 0; i < n; i++) trace += c[i][i];
            trace += determinant(c);
        }
        System.out.println("Matrix " + trace);
    }
}
