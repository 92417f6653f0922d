import java.time.Instant;
import java.time.LocalDate;

/**
 * Writes a date as HTTP wants it. Its method becomes one of the JDK's HTTP server ({@link
 * RuntimeChanges}), so it calls no other of its own.
 */
final class HttpDate {
  private HttpDate() {}

  /** IMF-fixdate (RFC 9110, 5.6.7): {@code Sun, 06 Nov 1994 08:49:37 GMT}. */
  static String httpDate(Instant moment) {
    long epochDay = Math.floorDiv(moment.getEpochSecond(), 86_400);
    LocalDate date = LocalDate.ofEpochDay(epochDay);
    int second = Math.floorMod(moment.getEpochSecond(), 86_400);
    int weekday = 3 * Math.floorMod(epochDay, 7);
    int month = 3 * date.getMonthValue();
    int day = date.getDayOfMonth();
    return new StringBuilder(29)
        .append("ThuFriSatSunMonTueWed", weekday, weekday + 3)
        .append(", ")
        .append(day / 10)
        .append(day % 10)
        .append(' ')
        .append("JanFebMarAprMayJunJulAugSepOctNovDec", month - 3, month)
        .append(' ')
        .append(date.getYear())
        .append(' ')
        .append(second / 36_000)
        .append(second / 3_600 % 10)
        .append(':')
        .append(second / 600 % 6)
        .append(second / 60 % 10)
        .append(':')
        .append(second / 10 % 6)
        .append(second % 10)
        .append(" GMT")
        .toString();
  }
}
