package util;

public class Helper {
    public static String help() {
        return "helped";
    }
}
