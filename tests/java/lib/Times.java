// java.time: arithmetic, zones, formats, parsing.

import java.time.*;
import java.time.chrono.*;
import java.time.format.*;
import java.time.temporal.*;
import java.util.*;

public class Times {
    public static void main(String[] a) {
        LocalDate d = LocalDate.of(2024, 2, 29);
        System.out.println(d.plusYears(1) + " " + d.plusMonths(12) + d.with(TemporalAdjusters.lastDayOfMonth()) + d.getDayOfWeek() +
                d.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR) + d.isLeapYear() + ChronoUnit.DAYS.between(d, LocalDate.of(2025, 1, 1)) +
                Period.between(d, LocalDate.of(2030, 1, 1)) + d.atTime(23, 59).plusMinutes(2) + d.datesUntil(d.plusDays(3)).toList()
                + YearMonth.of(2023, 2).lengthOfMonth() + Year.of(1900).isLeap() + MonthDay.of(2, 29).isValidYear(2023));
        ZonedDateTime z = ZonedDateTime.of(2024, 3, 31, 1, 30, 0, 0, ZoneId.of("Europe/Berlin"));
        System.out.println(z.plusHours(1) + " " + z.plusDays(1) + z.withZoneSameInstant(ZoneId.of("Asia/Kolkata")) + z.toInstant() +
                z.getOffset() + ZoneId.of("America/New_York").getRules().getOffset(Instant.EPOCH) + ZoneId.of("Europe/Berlin").getRules().nextTransition(Instant.EPOCH)
                + ZonedDateTime.of(2024, 10, 27, 2, 30, 0, 0, ZoneId.of("Europe/Berlin")).withLaterOffsetAtOverlap());
        System.out.println(Duration.ofSeconds(100000, 5).plusMillis(-3) + " " + Duration.parse("PT1H-3M").toMinutes() + Instant.ofEpochMilli(-1)
                + Instant.parse("2001-02-03T04:05:06.789Z").getEpochSecond() + Instant.MAX + LocalTime.of(1, 2, 3, 4000) +
                OffsetDateTime.of(LocalDateTime.of(2000, 1, 1, 0, 0), ZoneOffset.ofHoursMinutes(5, 30)).toEpochSecond());
        for (String p : new String[] {"yyyy-MM-dd", "EEEE d MMMM uuuu", "dd/MM/yy", "D w e", "QQQ G", "L c B h a"}) System.out.print(d.atTime(14,
                5).format(DateTimeFormatter.ofPattern(p, Locale.ENGLISH)) + " | ");
        System.out.println();
        System.out.println(DateTimeFormatter.ISO_ORDINAL_DATE.format(d) + DateTimeFormatter.RFC_1123_DATE_TIME.format(z) +
                DateTimeFormatter.ofLocalizedDate(FormatStyle.FULL).withLocale(Locale.FRANCE).format(d) + DateTimeFormatter.ofLocalizedDateTime(FormatStyle.MEDIUM).withLocale(Locale.US).format(z)
                + LocalDate.parse("3 Feb 2021", DateTimeFormatter.ofPattern("d MMM yyyy", Locale.ENGLISH)));
        for (String s : new String[] {"2023-02-29", "x", "2023-13-01", ""}) try { LocalDate.parse(s); } catch (DateTimeParseException e)
                {
            System.out.println(e.getMessage());
        }
        System.out.println(JapaneseDate.from(d) + " " + ThaiBuddhistDate.from(d) + HijrahDate.from(d) + MinguoDate.from(d) +
                Chronology.of("ISO").isLeapYear(2000) + new GregorianCalendar(2024, 1, 29).get(Calendar.DAY_OF_YEAR) + TimeZone.getTimeZone("PST").getRawOffset()
                + new Date(0).toInstant() + ValueRange.of(1, 5) + DayOfWeek.MONDAY.plus(8) + Month.of(2).maxLength() + Clock.fixed(Instant.EPOCH,
                ZoneOffset.UTC).instant() + d.query(TemporalQueries.precision()) + WeekFields.ISO.getFirstDayOfWeek());
    }
}
