/** The sieve of Eratosthenes over booleans. */
public class Sieve {
    static int primes(int n) {
        boolean[] composite = new boolean[n + 1];
        int count = 0;
        for (int i = 2; i <= n; i++) {
            if (composite[i]) continue;
            count++;
            for (int k = i + i; k <= n; k += i) composite[k] = true;
        }
        return count;
    }

    public static void main(String[] args) {
        int sum = 0;
        for (int i = 0; i < 110; i++) sum += primes(200_000 + i);
        System.out.println("Sieve " + sum);
    }
}
