package dev.qemupod.supervisor.sizing;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How large the VM is, with the arithmetic that led there.
 *
 * @param vcpus at least 1
 * @param topology the rest of {@code -smp}, if the user gave one
 * @param cpuReason one clause: where the vCPUs come from
 * @param ram guest RAM in bytes, a multiple of 2 MiB
 * @param ramReason one clause: where the RAM comes from
 * @param memoryLimit the pod's limit, bytes
 * @param headroom what is kept
 * @param translationCache TCG's {@code tb-size}, bytes; 0 with KVM
 * @param warnings sentences for the log
 */
public record VmSize(
    int vcpus,
    Optional<String> topology,
    String cpuReason,
    long ram,
    String ramReason,
    OptionalLong memoryLimit,
    Headroom headroom,
    long translationCache,
    List<String> warnings) {
  public VmSize {
    warnings = List.copyOf(warnings);
  }
}
