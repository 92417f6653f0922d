package dev.qemupod.supervisor.sizing;

import dev.qemupod.supervisor.config.CpuConfig;
import dev.qemupod.supervisor.config.MemoryConfig;
import dev.qemupod.supervisor.host.PodLimits;

/**
 * Everything the size depends on.
 *
 * @param limits what the pod gives
 * @param cpu what the user asked for
 * @param memory what the user asked for
 * @param accelerator KVM has no translation cache, TCG has
 * @param devices what qemu must hold beside the guest's RAM
 */
public record SizingRequest(
    PodLimits limits,
    CpuConfig cpu,
    MemoryConfig memory,
    Accelerator accelerator,
    DeviceLoad devices) {
  /**
   * The parts of the machine that cost memory.
   *
   * @param disks how many disks, the CD-ROM and the seed of cloud-init too
   * @param threadedDisks how many of them use a thread pool rather than native aio
   * @param nics network cards
   * @param uefi whether UEFI firmware is loaded
   * @param kernelBytes size of kernel and initrd given with {@code -kernel}; qemu keeps a copy
   * @param tableBytes what qemu may keep of the tables of qcow2 images
   * @param passt whether passt runs beside qemu
   */
  public record DeviceLoad(
      int disks,
      int threadedDisks,
      int nics,
      boolean uefi,
      long kernelBytes,
      long tableBytes,
      boolean passt) {}

  /** The same in a pod that gives something else. */
  public SizingRequest in(PodLimits other) {
    return new SizingRequest(other, cpu, memory, accelerator, devices);
  }
}
