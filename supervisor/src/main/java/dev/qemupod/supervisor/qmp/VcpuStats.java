package dev.qemupod.supervisor.qmp;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;

/**
 * What KVM counts of a virtual CPU (qapi/stats.json). The names are the kernel's, and no promise of
 * qemu's: any may be missing.
 *
 * @param exits how often the guest was left for the hypervisor
 * @param haltNanoseconds how long it was halted and its thread slept
 */
public record VcpuStats(OptionalLong exits, OptionalLong haltNanoseconds) {
  static final String EXITS = "exits";
  static final String HALT = "halt_wait_ns";

  /** By the QOM path of the CPU; without those of which nothing is told. */
  static Map<String, VcpuStats> of(JsonNode results) {
    Map<String, VcpuStats> all = new HashMap<>();
    for (JsonNode result : results) {
      VcpuStats stats =
          new VcpuStats(value(result.path("stats"), EXITS), value(result.path("stats"), HALT));
      if (stats.exits.isPresent() || stats.haltNanoseconds.isPresent()) {
        all.put(result.path("qom-path").asText(""), stats);
      }
    }
    return Map.copyOf(all);
  }

  private static OptionalLong value(JsonNode stats, String name) {
    for (JsonNode one : stats) {
      if (one.path("name").asText("").equals(name)) {
        return Unsigned.member(one, "value");
      }
    }
    return OptionalLong.empty();
  }
}
