package dev.qemupod.bench;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a number of a report tells.
 *
 * @param unit empty if it is not known, or there is none
 * @param portable whether another machine has about the same: a quotient within one run, memory, a
 *     count
 */
record Meaning(String unit, Better better, boolean portable) {
  /** Which of two values is the better one. */
  enum Better {
    SMALLER,
    LARGER,
    /** Nobody has said. */
    UNKNOWN,
    /** It is not the supervisor's, and measured only to compare with. */
    YARDSTICK
  }

  /** Of a number of which nothing is known. */
  static final Meaning NONE = new Meaning("", Better.UNKNOWN, false);

  private static final Meaning MILLISECONDS = new Meaning("ms", Better.SMALLER, false);
  private static final Meaning SECONDS = new Meaning("s", Better.SMALLER, false);
  private static final Meaning CPU = new Meaning("% of a CPU", Better.SMALLER, false);
  private static final Meaning CPUS = new Meaning("CPUs", Better.SMALLER, false);
  private static final Meaning MEBIBYTES = new Meaning("MiB", Better.SMALLER, true);
  private static final Meaning FREE_MEBIBYTES = new Meaning("MiB", Better.LARGER, true);
  private static final Meaning COUNT = new Meaning("", Better.SMALLER, true);
  private static final Meaning DELAYS = new Meaning("", Better.SMALLER, false);
  private static final Meaning QUOTIENT = new Meaning("x", Better.SMALLER, true);

  /** By the name of the part that has the number, or of one around it. */
  private static final Map<String, Meaning> OF_PARTS = parts();

  /** By what follows the last comma of such a name. */
  private static final Map<String, Meaning> OF_UNITS =
      Map.of(
          "ms", MILLISECONDS,
          "%", new Meaning("%", Better.SMALLER, false),
          "MiB", MEBIBYTES,
          "CPU s/GB", new Meaning("CPU s/GB", Better.SMALLER, false),
          "MB/s", new Meaning("MB/s", Better.LARGER, false),
          "requests/s", new Meaning("requests/s", Better.LARGER, false));

  /** The units of promises that depend on the machine. */
  private static final Set<String> UNITS_OF_A_MACHINE = Set.of("ms", "s", "% of one");

  private static Map<String, Meaning> parts() {
    Map<String, Meaning> parts = new HashMap<>();
    parts.put("ratioToHello", QUOTIENT);
    put(
        parts,
        MILLISECONDS,
        "milliseconds cpuMillisecondsPerScrape scrapeMedianMilliseconds scrape99thMilliseconds"
            + " scrapeMilliseconds termToButton termToExit guestOffToExit qemuGoneToExit"
            + " keptConnection newConnection measured cached answers");
    put(parts, SECONDS, "bootSeconds loadSeconds seconds vcpuSeconds memorySeconds");
    put(parts, CPU, "idleCpuPercent cpuPercent");
    put(parts, CPUS, "otherQemuShare supervisorShare");
    put(
        parts,
        MEBIBYTES,
        "mebibytes liveHeap proportionalMebibytes outsideHeapMebibytes used supervisorAnonymous");
    parts.put("left", FREE_MEBIBYTES);
    parts.put("unitsPerSecond", new Meaning("units/s", Better.LARGER, false));
    // The stressors of stress-ng.
    put(parts, new Meaning("bogus operations/s", Better.LARGER, false), "cpu io vm");
    put(parts, COUNT, "threads descriptors failures outOfMemoryKills");
    parts.put("supervisor threads", COUNT);
    parts.put("supervisor descriptors", COUNT);
    parts.put("supervisor zombies", COUNT);
    put(parts, DELAYS, "complaints unansweredScrapes missedPings");
    // /livez, asked beside the scrapes: what it takes, the machine takes.
    parts.put("probe", new Meaning("ms", Better.YARDSTICK, false));
    // How much garbage there is depends on when it was last collected.
    parts.put("of it Java heap with garbage, MiB", new Meaning("MiB", Better.UNKNOWN, true));
    // What qemu holds depends on what the guest did last.
    parts.put("qemu RSS, MiB", new Meaning("MiB", Better.UNKNOWN, true));
    return Map.copyOf(parts);
  }

  private static void put(Map<String, Meaning> parts, Meaning meaning, String names) {
    for (String name : names.split(" ", -1)) {
      parts.put(name, meaning);
    }
  }

  /** Of a number at this place of a report; the nearest part that is known counts. */
  static Meaning at(List<String> path) {
    for (String part : path.reversed()) {
      Optional<Meaning> meaning = ofPart(part);
      if (meaning.isPresent()) {
        return meaning.get();
      }
    }
    return NONE;
  }

  private static Optional<Meaning> ofPart(String part) {
    Meaning known = OF_PARTS.get(part);
    String unit = part.substring(part.lastIndexOf(", ") + 1).strip();
    return Optional.ofNullable(known == null ? OF_UNITS.get(unit) : known);
  }

  /** Of the quotient of two numbers, each of which is what this name says. */
  static Meaning quotient(String what) {
    return new Meaning("x", at(List.of(what)).better(), true);
  }

  /** Of what was promised to be at most something. */
  static Meaning promised(String unit) {
    return new Meaning(unit, Better.SMALLER, !UNITS_OF_A_MACHINE.contains(unit));
  }

  /** The same of somebody else. */
  Meaning ofOthers() {
    return new Meaning(unit, Better.YARDSTICK, portable);
  }
}
