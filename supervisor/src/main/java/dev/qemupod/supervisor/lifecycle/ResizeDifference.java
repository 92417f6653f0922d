package dev.qemupod.supervisor.lifecycle;

import dev.qemupod.supervisor.sizing.WantedSize;

/** Tells why a VM has another size than its pod's limits give. */
final class ResizeDifference {
  private ResizeDifference() {}

  /**
   * The reasons, as far as they are known.
   *
   * @param vcpus what it has
   * @param ram what it has, bytes
   * @param spent qemu can plug no more vCPUs
   * @param full the translation cache has no room for another vCPU
   * @param refusal what qemu refused; may be empty
   */
  static String of(
      WantedSize target, int vcpus, long ram, boolean spent, boolean full, String refusal) {
    StringBuilder text = new StringBuilder("the guest has ");
    text.append(vcpus).append(" of ").append(target.vcpus()).append(" vCPUs and ");
    text.append(ram >> 20).append(" of ").append(MemoryAdvice.mib(target.ram()));
    if (vcpus != target.vcpus() && spent) {
      text.append("; under TCG this qemu can plug no more vCPUs, and so keeps those it has");
    } else if (vcpus < target.vcpus() && full) {
      text.append("; TCG's translation cache has no room for another vCPU until the guest's work")
          .append(" empties it");
    } else if (vcpus != target.vcpus()) {
      text.append("; vCPUs need a guest that takes and gives back CPUs by ACPI");
    }
    if (ram > target.ram()) {
      text.append("; memory in use can not be taken back");
    } else if (ram < target.ram()) {
      text.append("; memory needs a guest with the virtio_mem driver");
    }
    if (!refusal.isEmpty()) {
      text.append("; ").append(refusal);
    }
    return text.toString();
  }
}
