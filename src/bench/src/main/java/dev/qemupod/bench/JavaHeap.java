package dev.qemupod.bench;

import java.io.IOException;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The heap of a Java process with the serial collector, as jcmd's GC.heap_info tells it.
 *
 * @param start its first address
 * @param end the address behind it
 * @param tenuredMebibytes used in the old generation: right after a full collection, all that lives
 */
record JavaHeap(long start, long end, double tenuredMebibytes) {
  private static final Pattern YOUNG = Pattern.compile("DefNew\\s+total .*\\[0x(\\p{XDigit}+),");
  private static final Pattern OLD =
      Pattern.compile(
          "Tenured\\s+total \\d+K, used (\\d+)K \\[0x\\p{XDigit}+, 0x\\p{XDigit}+,"
              + " 0x(\\p{XDigit}+)\\)");
  private static final int HEXADECIMAL = 16;
  private static final double KIBIBYTES = 1024;

  /** Once more for what the first one only made collectable, such as what had a Cleaner. */
  private static final int COLLECTIONS = 2;

  /** The heap as it is. */
  static JavaHeap look(Layout layout, long pid)
      throws IOException, InterruptedException, BenchException {
    return parse(Jcmd.ask(layout, pid, "GC.heap_info"));
  }

  /** The heap after its garbage was collected. */
  static JavaHeap collect(Layout layout, long pid)
      throws IOException, InterruptedException, BenchException {
    for (int i = 0; i < COLLECTIONS; i++) {
      var _ = Jcmd.ask(layout, pid, "GC.run");
    }
    return look(layout, pid);
  }

  /** Reads the answer of GC.heap_info. */
  static JavaHeap parse(String text) throws BenchException {
    MatchResult young = find(YOUNG, text);
    MatchResult old = find(OLD, text);
    return new JavaHeap(
        Long.parseLong(young.group(1), HEXADECIMAL),
        Long.parseLong(old.group(2), HEXADECIMAL),
        Long.parseLong(old.group(1)) / KIBIBYTES);
  }

  private static MatchResult find(Pattern pattern, String text) throws BenchException {
    Matcher matcher = pattern.matcher(text);
    if (!matcher.find()) {
      throw new BenchException("this is no heap of the serial collector: " + text);
    }
    return matcher.toMatchResult();
  }
}
