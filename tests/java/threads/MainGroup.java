// The main thread is in its group once.
public class MainGroup {
    public static void main(String[] args) throws Exception {
        Thread other = new Thread(() -> {});
        other.start();
        other.join();
        Thread[] threads = new Thread[9];
        int n = Thread.currentThread().getThreadGroup().enumerate(threads);
        for (int i = 0; i < n; i++) System.out.println(threads[i]);
    }
}
