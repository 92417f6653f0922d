package dev.qemupod.supervisor.sizing;

import dev.qemupod.supervisor.sizing.Headroom.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** Shows the arithmetic of a size: a table for {@code plan}, one line for the log; pure. */
public final class SizeExplanation {
  private static final int AMOUNT_WIDTH = 12;

  /** In place of {@code .0 MiB}, so that whole numbers stand below each other. */
  private static final String NO_FRACTION = "      ";

  /** In place of the unit. */
  private static final String NO_UNIT = "    ";

  private SizeExplanation() {}

  /** The size in one line for the log at start. */
  public static String oneLine(VmSize size) {
    StringBuilder line = new StringBuilder();
    line.append(size.vcpus())
        .append(size.vcpus() == 1 ? " vCPU (" : " vCPUs (")
        .append(size.cpuReason())
        .append("), ")
        .append(MemoryText.mib(size.ram()))
        .append(" of RAM (")
        .append(size.ramReason());
    OptionalLong limit = size.memoryLimit();
    if (limit.isPresent()) {
      line.append(": limit ")
          .append(MemoryText.mib(limit.getAsLong()))
          .append(", headroom ")
          .append(MemoryText.mib(size.headroom().total()));
    }
    line.append(')');
    if (size.translationCache() > 0) {
      line.append(", translation cache ").append(MemoryText.mib(size.translationCache()));
    }
    return line.toString();
  }

  /** The sum as an aligned table, a line each, without line ends. */
  public static List<String> lines(VmSize size) {
    List<Row> rows = new ArrayList<>();
    rows.add(new Row("vCPUs", size.vcpus() + NO_FRACTION, size.cpuReason()));
    if (size.topology().isPresent()) {
      rows.add(new Row("topology", "", size.topology().get()));
    }
    if (size.oneThread()) {
      rows.add(
          new Row(
              "vCPU threads",
              1 + NO_FRACTION,
              "TCG: more would use up a limit of one CPU early in each of its periods"));
    }
    OptionalLong limit = size.memoryLimit();
    if (limit.isPresent()) {
      rows.add(memory("memory limit", limit.getAsLong(), "of the pod's cgroup"));
    } else {
      String reason = "the parts below are expected, not enforced";
      rows.add(new Row("memory limit", "none" + NO_UNIT, reason));
    }
    String sign = limit.isPresent() ? "- " : "  ";
    for (Part part : size.headroom().parts()) {
      rows.add(memory(sign + part.name(), part.bytes(), part.reason()));
    }
    rows.add(memory("= headroom", size.headroom().total(), "sum of the above"));
    rows.add(memory("guest RAM", size.ram(), size.ramReason()));
    addRest(rows, size);
    if (size.translationCache() > 0) {
      String reason =
          limit.isPresent()
              ? "a 16th of the limit up to 32 MiB, then a 32nd, 16 to 64 MiB"
              : "where there is no limit";
      rows.add(memory("translation cache", size.translationCache(), "tb-size: " + reason));
    }
    if (size.maxima().isPresent()) {
      addMaxima(rows, size, size.maxima().get());
    }
    return aligned(rows);
  }

  /** The parts in one line: {@code a limit of 512 MiB - 16 MiB qemu - ...}. */
  static String sum(Headroom headroom, long limit) {
    StringBuilder text = new StringBuilder("a memory limit of ").append(MemoryText.mib(limit));
    for (Part part : headroom.parts()) {
      text.append(" - ").append(MemoryText.mib(part.bytes())).append(' ').append(part.name());
    }
    return text.toString();
  }

  private static void addRest(List<Row> rows, VmSize size) {
    if (size.memoryLimit().isEmpty()) {
      return;
    }
    long rest = size.memoryLimit().getAsLong() - size.headroom().total() - size.ram();
    if (rest < 0) {
      rows.add(memory("over the limit", -rest, "forced by QEMU_RAM_FORCE"));
    } else if (rest > 0) {
      rows.add(memory("left over", rest, "limit - headroom - guest RAM"));
    }
  }

  /** How far it can be resized, and what that costs even if it never is. */
  private static void addMaxima(List<Row> rows, VmSize size, Maxima most) {
    String fixed = most.fixedProcessors();
    rows.add(
        new Row(
            "most vCPUs",
            most.vcpus() + NO_FRACTION,
            fixed.isEmpty() ? "1 MiB of headroom for each, taken when it is plugged" : fixed));
    rows.add(
        memory(
            "most guest RAM",
            most.ram(),
            "by virtio-mem; for each GiB plugged the guest needs 16 MiB of its own"));
    if (most.pluggable(size.ram()) > 0) {
      rows.add(
          memory(
              "cost of maxima",
              SizingConstants.BOUNCE_BUFFERS,
              "of the guest's RAM, which Linux sets aside for DMA below 4 GiB"));
    }
  }

  private static Row memory(String name, long bytes, String reason) {
    return new Row(name, MemoryText.tenths(bytes), reason);
  }

  private static List<String> aligned(List<Row> rows) {
    int width = 0;
    for (Row row : rows) {
      width = Math.max(width, row.name.length());
    }
    List<String> lines = new ArrayList<>();
    for (Row row : rows) {
      StringBuilder line = new StringBuilder(row.name);
      pad(line, width + AMOUNT_WIDTH - row.amount.length());
      line.append(row.amount).append("  ").append(row.reason);
      lines.add(line.toString().stripTrailing());
    }
    return lines;
  }

  private static void pad(StringBuilder line, int length) {
    while (line.length() < length) {
      line.append(' ');
    }
  }

  private record Row(String name, String amount, String reason) {}
}
