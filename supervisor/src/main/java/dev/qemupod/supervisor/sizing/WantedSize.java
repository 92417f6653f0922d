package dev.qemupod.supervisor.sizing;

/**
 * The size that the pod's limits give a running VM, within what it can be resized to.
 *
 * @param vcpus at least 1
 * @param cpuReason one clause
 * @param ram bytes, a multiple of 2 MiB
 * @param ramReason one clause
 */
public record WantedSize(int vcpus, String cpuReason, long ram, String ramReason) {
  /** Whether a VM of the other size has to be changed. */
  public boolean sameAs(WantedSize other) {
    return vcpus == other.vcpus && ram == other.ram;
  }

  /** Such as {@code 2 vCPUs (CPU limit 2), 512 MiB of RAM (...)}. */
  public String describe() {
    return vcpus
        + (vcpus == 1 ? " vCPU (" : " vCPUs (")
        + cpuReason
        + ") and "
        + MemoryText.mib(ram)
        + " of RAM ("
        + ramReason
        + ")";
  }
}
