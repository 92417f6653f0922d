package dev.qemupod.supervisor.sizing;

/** Writes amounts of memory the way a person adds them up: in MiB. */
public final class MemoryText {
  private static final long TENTHS_IN_MIB = 10;

  private MemoryText() {}

  /** Such as {@code 54.4 MiB} or {@code 16 MiB}, rounded to the nearest tenth. */
  static String mib(long bytes) {
    String text = tenths(bytes);
    return text.endsWith(".0 MiB") ? text.substring(0, text.length() - 6) + " MiB" : text;
  }

  /** As {@link #mib}, but {@code 16.0 MiB}, for columns. */
  static String tenths(long bytes) {
    // Split, so that no amount overflows.
    long whole = bytes / SizingConstants.MIB;
    long rest = bytes % SizingConstants.MIB;
    long tenths = (rest * TENTHS_IN_MIB + SizingConstants.MIB / 2) / SizingConstants.MIB;
    if (tenths == TENTHS_IN_MIB) {
      whole++;
      tenths = 0;
    }
    return whole + "." + tenths + " MiB";
  }

  /** Such as {@code 232Mi}, as a pod spec has it; a whole number of MiB. */
  public static String quantity(long bytes) {
    return bytes / SizingConstants.MIB + "Mi";
  }

  /**
   * Cores, such as {@code 1.5}: at most three decimals, because Kubernetes counts in thousandths.
   */
  static String cores(double cores) {
    long thousandths = Math.round(cores * 1000);
    String whole = Long.toString(thousandths / 1000);
    int rest = (int) (thousandths % 1000);
    if (rest == 0) {
      return whole;
    }
    StringBuilder text = new StringBuilder(whole).append('.');
    for (int digit = 100; rest > 0; digit /= 10) {
      text.append(rest / digit);
      rest %= digit;
    }
    return text.toString();
  }
}
