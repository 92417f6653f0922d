package dev.qemupod.supervisor.host;

import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/** The kernel's list format of CPUs, {@code 0-3,8} ("List format" of cpuset(7)). */
final class CpuList {
  /** Above what Linux can be built for (NR_CPUS at most 8192): a larger number is garbage. */
  private static final int MOST_CPUS = 65_536;

  private CpuList() {}

  /** The CPUs of the list; null when it is missing, empty or not in that format. */
  static @Nullable BitSet parse(@Nullable String text) {
    if (text == null) {
      return null;
    }
    String list = text.trim();
    BitSet cpus = new BitSet();
    for (int start = 0; start < list.length(); ) {
      int comma = list.indexOf(',', start);
      int end = comma < 0 ? list.length() : comma;
      if (!addRange(list, start, end, cpus)) {
        return null;
      }
      start = end + 1;
    }
    return cpus.isEmpty() ? null : cpus;
  }

  private static boolean addRange(String list, int start, int end, BitSet cpus) {
    int dash = list.indexOf('-', start);
    boolean single = dash < 0 || dash >= end;
    long first = KernelText.number(list, start, single ? end : dash);
    long last = single ? first : KernelText.number(list, dash + 1, end);
    if (first < 0 || last < first || last >= MOST_CPUS) {
      return false;
    }
    cpus.set((int) first, (int) last + 1);
    return true;
  }
}
