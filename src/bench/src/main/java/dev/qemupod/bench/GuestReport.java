package dev.qemupod.bench;

import java.util.Formatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;

/**
 * How much of the same work is done in a pod, in its VM, and in a container in that.
 *
 * @param command what repeats it
 * @param date when, in UTC
 * @param accelerator kvm or tcg
 * @param limit of the cgroup that all of it runs in
 * @param guest that the VM runs
 * @param stress the version of stress-ng
 * @param stressors its arguments
 * @param places bogus operations in a second, by {@link GuestPlace#title} and stressor
 * @param vmByPod the VM's divided by the pod's
 * @param containerByVm the container's divided by those of the VM that it runs in
 */
record GuestReport(
    String command,
    String date,
    Machine machine,
    String accelerator,
    String limit,
    String guest,
    String stress,
    List<String> stressors,
    int rounds,
    Map<String, Map<String, Summary>> places,
    List<Measured.Comparison> vmByPod,
    List<Measured.Comparison> containerByVm) {
  GuestReport {
    stressors = List.copyOf(stressors);
    places = Map.copyOf(places);
    vmByPod = List.copyOf(vmByPod);
    containerByVm = List.copyOf(containerByVm);
  }

  /** For people. */
  String text() {
    Formatter out = new Formatter(Locale.ROOT);
    ReportText.machine(out, machine);
    out.format("%s, %s, %s, stress-ng %s, %d rounds%n", accelerator, limit, guest, stress, rounds);
    out.format("%nbogus operations in a second, medians of the rounds%n%-10s", "");
    for (GuestPlace place : GuestPlace.values()) {
      out.format("  %-30s", place.title());
    }
    out.format("%n");
    for (String stressor : new TreeSet<>(of(GuestPlace.POD).keySet())) {
      out.format("%-10s", stressor);
      for (GuestPlace place : GuestPlace.values()) {
        out.format("  %-30s", cell(place, stressor));
      }
      out.format("%n");
    }
    out.format("%nthe VM divided by the pod, medians of the rounds' quotients%n");
    Measured.table(out, vmByPod);
    out.format("%nthe container in the VM divided by the VM%n");
    Measured.table(out, containerByVm);
    return out.toString();
  }

  private String cell(GuestPlace place, String stressor) {
    Summary summary = of(place).get(stressor);
    return summary == null
        ? "-"
        : String.format(
            Locale.ROOT, "%.0f  (%.0f..%.0f)", summary.median(), summary.min(), summary.max());
  }

  private Map<String, Summary> of(GuestPlace place) {
    return places.getOrDefault(place.title(), Map.of());
  }
}
