package dev.qemupod.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * One way to give a guest its vCPUs.
 *
 * @param hundredths of a CPU, the pod's limit
 * @param vcpus of its guest
 * @param threads that emulate them
 */
record CpuCell(int hundredths, int vcpus, Threads threads) {
  /** Floor, ceiling and one more each; 1.25 lies where rounding up gains least. */
  private static final List<Integer> LIMITS = List.of(50, 100, 125, 150, 200);

  private static final int CPU = 100;
  private static final int PARTS = 3;

  /** How TCG runs several vCPUs. */
  enum Threads {
    /** Each in a thread of its own. */
    MULTI,
    /** In turn, in one thread. */
    SINGLE;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Those that a decision is made between. */
  static List<CpuCell> usual() {
    List<CpuCell> cells = new ArrayList<>();
    for (int limit : LIMITS) {
      int most = (limit + CPU - 1) / CPU + 1;
      for (int vcpus = Math.max(1, limit / CPU); vcpus <= most; vcpus++) {
        cells.add(new CpuCell(limit, vcpus, Threads.MULTI));
        if (vcpus > 1 && vcpus * CPU > limit) {
          cells.add(new CpuCell(limit, vcpus, Threads.SINGLE));
        }
      }
    }
    return cells;
  }

  /** Reads {@code 1.5/2/multi}. */
  static CpuCell parse(String text) throws BenchException {
    String[] parts = text.split("/", -1);
    try {
      if (parts.length == PARTS) {
        CpuCell cell =
            new CpuCell(
                (int) Math.round(Double.parseDouble(parts[0]) * CPU),
                Integer.parseUnsignedInt(parts[1]),
                Threads.valueOf(parts[2].toUpperCase(Locale.ROOT)));
        if (cell.hundredths > 0 && cell.vcpus > 0) {
          return cell;
        }
      }
    } catch (IllegalArgumentException _) {
      // Told below.
    }
    throw new BenchException(
        "a cell is LIMIT/VCPUS/THREADS such as 1.5/2/multi or 0.5/2/single, but was: " + text);
  }

  /** As {@code podman --cpus} reads it. */
  String limit() {
    return String.format(Locale.ROOT, "%.2f", hundredths / (double) CPU);
  }

  /** As {@link #parse} reads it. */
  @Override
  public String toString() {
    return limit() + "/" + vcpus + "/" + threads.word();
  }
}
