package jtreg;

public class SkippedException extends RuntimeException {
    public SkippedException(String message) {
        super(message);
    }
}
