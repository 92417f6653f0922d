package dev.qemupod.supervisor.sizing;

import dev.qemupod.supervisor.config.ConfigException;
import java.util.ArrayList;

/** Decides what size a running VM should have under the limits of the moment; pure. */
public final class ResizePolicy {
  private ResizePolicy() {}

  /**
   * The size that is wanted now.
   *
   * @param started what the VM was started with, and its maxima
   * @param now the limits of the moment, and everything else as it was at the start
   */
  public static WantedSize wanted(VmSize started, Maxima most, SizingRequest now) {
    CpuPolicy cpu = vcpus(started, most, now);
    if (now.limits().memory().isEmpty()) {
      return started.memoryLimit().isEmpty()
          ? new WantedSize(cpu.vcpus(), cpu.reason(), started.ram(), started.ramReason())
          : new WantedSize(cpu.vcpus(), cpu.reason(), most.ram(), "no memory limit any more");
    }
    long ram;
    String reason;
    try {
      VmSize size = SizingPolicy.size(now);
      ram = size.ram() - largerCache(started, size);
      reason = size.ramReason();
    } catch (ConfigException tooSmall) {
      ram = 0;
      reason = String.valueOf(tooSmall.getMessage());
    }
    if (ram < started.ram()) {
      return new WantedSize(
          cpu.vcpus(),
          cpu.reason(),
          started.ram(),
          "what it was started with, the least it can have; the limit leaves "
              + (ram > 0 ? MemoryText.mib(ram) : "too little: " + reason));
    }
    return ram > most.ram()
        ? new WantedSize(cpu.vcpus(), cpu.reason(), most.ram(), "the most it can have")
        : new WantedSize(cpu.vcpus(), cpu.reason(), ram, reason);
  }

  private static CpuPolicy vcpus(VmSize started, Maxima most, SizingRequest now) {
    if (!most.fixedProcessors().isEmpty()) {
      return new CpuPolicy(started.vcpus(), most.fixedProcessors());
    }
    CpuPolicy cpu = CpuPolicy.choose(now.limits(), now.cpu(), new ArrayList<>());
    return cpu.vcpus() > most.vcpus()
        ? new CpuPolicy(most.vcpus(), cpu.reason() + "; the most it can have")
        : cpu;
  }

  /** qemu keeps the translation cache it was started with, when the limit shrinks. */
  private static long largerCache(VmSize started, VmSize now) {
    long more = Math.max(0, started.translationCache() - now.translationCache());
    long bytes = HeadroomModel.translatedCode(more);
    return (bytes + SizingConstants.RAM_STEP - 1)
        / SizingConstants.RAM_STEP
        * SizingConstants.RAM_STEP;
  }
}
