package util;

public class Reflective {
}
