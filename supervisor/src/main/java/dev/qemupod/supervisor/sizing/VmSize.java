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
 * @param maxima how far it can be resized; absent: it keeps its size
 * @param oneThread whether TCG runs all vCPUs in turn, in one thread
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
    List<String> warnings,
    Optional<Maxima> maxima,
    boolean oneThread) {
  public VmSize {
    warnings = List.copyOf(warnings);
  }

  /** A size that is kept, with a thread for each vCPU. */
  public VmSize(
      int vcpus,
      Optional<String> topology,
      String cpuReason,
      long ram,
      String ramReason,
      OptionalLong memoryLimit,
      Headroom headroom,
      long translationCache,
      List<String> warnings) {
    this(
        vcpus,
        topology,
        cpuReason,
        ram,
        ramReason,
        memoryLimit,
        headroom,
        translationCache,
        warnings,
        Optional.empty(),
        false);
  }

  /** The most vCPUs that it can have while it runs. */
  public int mostVcpus() {
    return maxima.isPresent() ? maxima.get().vcpus() : vcpus;
  }

  /** The memory that can be plugged in while it runs, bytes; 0: none. */
  public long pluggable() {
    return maxima.isPresent() ? maxima.get().pluggable(ram) : 0;
  }

  /** The same size, with all vCPUs in one thread. */
  VmSize inOneThread() {
    return new VmSize(
        vcpus,
        topology,
        cpuReason,
        ram,
        ramReason,
        memoryLimit,
        headroom,
        translationCache,
        warnings,
        maxima,
        true);
  }

  /** The same size, that can be changed up to these maxima, also to more CPUs than one. */
  public VmSize upTo(Maxima most) {
    return new VmSize(
        vcpus,
        topology,
        cpuReason,
        ram,
        ramReason,
        memoryLimit,
        headroom,
        translationCache,
        warnings,
        Optional.of(most),
        false);
  }
}
