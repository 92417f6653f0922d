package dev.qemupod.bench;

import java.util.Formatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * How passt compares with qemu's user network.
 *
 * @param command what repeats it
 * @param date when, in UTC
 * @param setting of the pod and its guest
 * @param networks what was measured, by the value of QEMU_NET
 * @param comparisons of passt with the user network
 */
record NetworkReport(
    String command,
    String date,
    Machine machine,
    String setting,
    int rounds,
    Map<String, Map<String, Summary>> networks,
    List<Measured.Comparison> comparisons) {
  NetworkReport {
    networks = Map.copyOf(networks);
    comparisons = List.copyOf(comparisons);
  }

  /** For people. */
  String text() {
    Formatter out = new Formatter(Locale.ROOT);
    ReportText.machine(out, machine);
    out.format("%s, %d rounds%n", setting, rounds);
    networks.forEach((name, values) -> Measured.table(out, "QEMU_NET=" + name, values));
    out.format("%npasst divided by the user network, medians of the rounds' quotients%n");
    Measured.table(out, comparisons);
    return out.toString();
  }
}
