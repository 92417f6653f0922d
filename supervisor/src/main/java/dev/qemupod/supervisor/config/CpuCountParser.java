package dev.qemupod.supervisor.config;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * Reads {@code QEMU_CPU}: a count, or what {@code -smp} takes ({@code 4,sockets=2}, {@code
 * cpus=4,threads=2}, {@code sockets=2,cores=2}).
 *
 * <p>A topology that cannot hold the vCPUs is refused here, because qemu would only say so after
 * the disks were made. The rule is that of qemu's {@code hw/core/machine-smp.c}: the product of the
 * parts must equal {@code maxcpus}, which is the count unless given.
 */
final class CpuCountParser {
  private static final int MOST = 255;
  static final String EXPECTED = "a whole number of vCPUs from 1 to " + MOST;
  private static final String TOPOLOGY =
      "a number of vCPUs and a topology that holds them, such as 4,sockets=2,cores=2";

  private int count = -1;
  private int maximum = -1;
  private int product = 1;
  private final StringBuilder topology = new StringBuilder();

  private CpuCountParser() {}

  static Parsed<CpuConfig> parse(String text) {
    return new CpuCountParser().read(text);
  }

  private Parsed<CpuConfig> read(String text) {
    int comma = text.indexOf(',');
    String first = comma < 0 ? text : text.substring(0, comma);
    int start = 0;
    if (first.indexOf('=') < 0) {
      count = positive(first);
      if (count < 0) {
        return Parsed.rejected(EXPECTED, countFix(first));
      }
      start = first.length() + 1;
    }
    while (start <= text.length() && (comma >= 0 || start == 0)) {
      int end = text.indexOf(',', start);
      end = end < 0 ? text.length() : end;
      if (!readPart(text.substring(start, end))) {
        return Parsed.rejected(
            TOPOLOGY, "use sockets=, dies=, clusters=, cores=, threads= or maxcpus= with numbers");
      }
      start = end + 1;
    }
    return finish();
  }

  private boolean readPart(String part) {
    int equals = part.indexOf('=');
    int value = equals < 0 ? -1 : positive(part.substring(equals + 1));
    if (value < 0) {
      return false;
    }
    switch (part.substring(0, equals)) {
      case "cpus" -> {
        boolean first = count < 0;
        count = value;
        return first;
      }
      case "maxcpus" -> maximum = value;
      case "sockets", "dies", "clusters", "modules", "cores", "threads" ->
          product = Math.min(product * value, MOST + 1);
      default -> {
        return false;
      }
    }
    topology.append(topology.isEmpty() ? "" : ",").append(part);
    return true;
  }

  private Parsed<CpuConfig> finish() {
    if (count < 0) {
      count = product;
    }
    int total = maximum < 0 ? count : maximum;
    if (count > MOST || total > MOST) {
      return Parsed.rejected(EXPECTED, "ask for fewer");
    }
    if (total < count) {
      return Parsed.rejected(TOPOLOGY, "give maxcpus at least the number of vCPUs");
    }
    if (total % product != 0 || (product != total && isFull())) {
      return Parsed.rejected(TOPOLOGY, "make sockets, cores and threads multiply to " + total);
    }
    Optional<String> rest =
        topology.isEmpty() ? Optional.empty() : Optional.of(topology.toString());
    return Parsed.value(new CpuConfig(OptionalInt.of(count), rest, false));
  }

  /** Whether every part qemu could still compute is given. */
  private boolean isFull() {
    String all = "," + topology;
    return all.contains(",sockets=") && all.contains(",cores=") && all.contains(",threads=");
  }

  /** The number from 1 to 65535, or -1. */
  private static int positive(String text) {
    int number = PortNumber.parse(text);
    return number == 0 ? -1 : number;
  }

  private static String countFix(String text) {
    boolean milli = text.endsWith("m") && positive(text.substring(0, text.length() - 1)) > 0;
    if (milli) {
      int whole = (positive(text.substring(0, text.length() - 1)) + 999) / 1000;
      return "vCPUs are whole: write \"" + whole + "\"";
    }
    return "write a number such as 2, or remove it to follow the pod's CPU limit";
  }
}
