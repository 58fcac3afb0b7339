package p;

public class Other {
    static void help() {
    }
}
