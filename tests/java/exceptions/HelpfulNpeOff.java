// vm: -XX:-ShowCodeDetailsInExceptionMessages
// Messages are absent when switched off.

public class HelpfulNpeOff {
    public static void main(String[] a) {
        try {
            Object o = null;
            o.hashCode();
        } catch (NullPointerException e) { System.out.println(e.getMessage()); }
    }
}
