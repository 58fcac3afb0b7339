package java.lang;

public class Added {
}
