// String.format, MessageFormat, DecimalFormat, Formatter flags, text formatting and locales.

import java.math.*;
import java.text.*;
import java.util.*;

public class Formatting {
    static void f(String s, Object... o) {
        try { System.out.println(String.format(Locale.ROOT, s, o)); } catch (IllegalFormatException e) {
            System.out.println(e.getClass().getSimpleName() + " " + e.getMessage());
        }
    }

    public static void main(String[] a) throws Exception {
        f("%d|%5d|%-5d|%05d|%+d|%(d|%,d|% d|%x|%X|%o|%#x|%#o", 42, 42, 42, 42, 42, -42, 1234567, 42, 255, 255, 8, 255, 8);
        f("%f|%.2f|%10.3f|%-10.1f|%e|%.3E|%g|%a|%,.2f|%+.1f|%08.2f", 3.14159, 2.675, -1.5, 2.0, 12345.678, 0.00012, 0.0001, 1.0,
                1234567.891, 1.25, -3.14159);
        f("%s|%10s|%-10s|%.2s|%S|%c|%C|%b|%B|%h|%n|%%", "str", "r", "l", "trunc", "up", 'c', 'd', true, null, "hash");
        f("%2$s %1$s %<s %s", "a", "b");
        f("%d", "x");
        f("%q", 1);
        f("%s %s", 1);
        f("%.2d", 1);
        f("%-d", 1);
        f("%c", 0x1F600);
        f("%c", -1);
        f("%tY", new Date(0));
        f("%1$tY-%1$tm-%1$td %1$tH:%1$tM:%1$tS.%1$tL %1$tZ %1$tA %1$tB %1$tj %1$tp", new GregorianCalendar(TimeZone.getTimeZone("UTC"),
                Locale.ROOT) {
            { setTimeInMillis(1234567890123L); }
        });
        f("%s %x %e", new BigDecimal("1.50"), BigInteger.TEN.pow(30), new BigDecimal("123456789.123"));
        f("%.0f %.0f %.0f %.1f %.3f", 0.5, 1.5, 2.5, 0.05, Double.NaN);
        f("%f %f %s", Double.POSITIVE_INFINITY, -0.0, Float.MIN_VALUE);
        System.out.println(new DecimalFormat("#,##0.00;(#)", DecimalFormatSymbols.getInstance(Locale.ROOT)).format(-1234.567) + new DecimalFormat("0.###E0",
                DecimalFormatSymbols.getInstance(Locale.ROOT)).format(0.00012345) + new DecimalFormat("00.0%", DecimalFormatSymbols.getInstance(Locale.ROOT)).format(0.257)
                + " " + NumberFormat.getInstance(Locale.GERMANY).format(1234567.891) + NumberFormat.getCurrencyInstance(Locale.US).format(-3.5)
                + NumberFormat.getPercentInstance(Locale.FRANCE).format(0.5) + NumberFormat.getCompactNumberInstance(Locale.US,
                NumberFormat.Style.SHORT).format(12345));
        System.out.println(MessageFormat.format("{0} {1,number,integer} '{2}' {3,choice,0#none|1#one|1<many {3}} it''s", "x", 1234,
                5, 7) + new ChoiceFormat("0#a|1#b|2<c").format(1.5));
        SimpleDateFormat sd = new SimpleDateFormat("yyyy-MM-dd'T'HH:mm:ss.SSS EEE z", Locale.US);
        sd.setTimeZone(TimeZone.getTimeZone("America/New_York"));
        System.out.println(sd.format(new Date(1700000000000L)) + " " + sd.parse("2020-02-29T12:00:00.000 Sat EST").getTime());
        System.out.println(DateFormat.getDateInstance(DateFormat.FULL, Locale.GERMANY).format(new Date(0)) + DateFormat.getDateInstance(DateFormat.LONG,
                Locale.JAPAN).format(new Date(0)) + Locale.forLanguageTag("zh-Hant-TW").getDisplayLanguage(Locale.ENGLISH) + new Locale("tr").getDisplayCountry()
                + "I".toLowerCase(new Locale("tr")).codePointAt(0) + Currency.getInstance("EUR").getSymbol(Locale.FRANCE) + Locale.getISOCountries().length
                + Locale.CANADA_FRENCH);
        System.out.println(Collator.getInstance(Locale.GERMAN).compare("ä", "b") + BreakIterator.getWordInstance().getClass().getSimpleName().length() *
                0 + " " + Double.toString(1e21) + Double.toString(123456789.0) + Float.toString(1e-5f) + Double.toString(2e-3) +
                100.0f + 1.0E10 + 9007199254740993.0);
        try { NumberFormat.getInstance(Locale.ROOT).parse("abc"); } catch (ParseException e) {
            System.out.println(e.getMessage() + e.getErrorOffset());
        }
        System.out.println(new StringJoiner("-", "<", ">").add("a").add("b") + HexFormat.of().formatHex(new byte[] {1, (byte) 0xab})
                + Integer.toString(-255, 16) + Long.toUnsignedString(-1L) + Integer.parseUnsignedInt("4294967295"));
    }
}
