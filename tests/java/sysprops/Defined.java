// vm: -Dsimple=1 -Dempty -Dwith=a=b -Dspecial.chars=ü/\x -Djava.util.logging.config.file=none -Duser.language=de -Duser.timezone=Asia/Tokyo -Dfile.encoding=ISO-8859-1
// Properties given on the command line.

public class Defined {
    public static void main(String[] a) {
        for (String k : new String[] {"simple", "empty", "with", "special.chars", "user.language", "user.timezone", "file.encoding"}) System.out.println(k
                + "=[" + System.getProperty(k).codePoints().mapToObj(Integer::toHexString).toList() + "]");
        System.out.println(java.util.Locale.getDefault().getLanguage() + java.util.TimeZone.getDefault().getID() + java.nio.charset.Charset.defaultCharset()
                + String.format("%,.2f", 1234.5));
    }
}
