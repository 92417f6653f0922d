package dev.qemupod.bench;

import java.io.IOException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Has the micro Linux use its disk in one pattern after the other, past its own cache. */
final class DiskDrive {
  /** What of the disk is used: fits no cache of qemu's, and soon comes from the host's. */
  static final int MEBIBYTES = 256;

  static final int SECONDS_FOR_EACH = 4;

  /** Writes all places once, so that no pattern meets a place that the image does not have yet. */
  private static final String FIRST = "write";

  private static final List<String> PATTERNS =
      List.of("rand-read", "rand-write", "read", "write", "sync-write");
  private static final Pattern DRIVEN =
      Pattern.compile("requests=(\\d+) bytes=\\d+ microseconds=(\\d+)");

  private DiskDrive() {}

  /** What is done with the number of a pattern. */
  @FunctionalInterface
  interface Note {
    /** Takes a pattern's name and its requests in a second. */
    void of(String pattern, double requests) throws IOException;
  }

  /** All patterns, four seconds each, one request at a time. */
  static void run(PeerVm vm, Note note) throws IOException, InterruptedException, BenchException {
    var _ = drive(vm, FIRST);
    for (String pattern : PATTERNS) {
      note.of(pattern, drive(vm, pattern));
    }
  }

  private static double drive(PeerVm vm, String pattern)
      throws IOException, InterruptedException, BenchException {
    String line =
        vm.ask(
            "drive-disk " + pattern + " " + SECONDS_FOR_EACH + " " + MEBIBYTES,
            "GUEST-DISK-DRIVEN " + pattern);
    return requestsInSecond(line);
  }

  static double requestsInSecond(String line) throws BenchException {
    Matcher counts = DRIVEN.matcher(line);
    if (!counts.find()) {
      throw new BenchException("not understood: " + line);
    }
    return Long.parseLong(counts.group(1)) * 1e6 / Long.parseLong(counts.group(2));
  }
}
