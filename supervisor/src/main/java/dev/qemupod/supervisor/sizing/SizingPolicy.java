package dev.qemupod.supervisor.sizing;

import dev.qemupod.supervisor.config.ConfigException;
import dev.qemupod.supervisor.config.Problem;
import dev.qemupod.supervisor.host.PodLimits;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** Sizes the VM from the pod's limits and what the user asked for; pure. */
public final class SizingPolicy {
  private SizingPolicy() {}

  /**
   * The size of the VM.
   *
   * @throws ConfigException when the memory asked for does not fit, or none is left for a guest
   */
  public static VmSize size(SizingRequest request) throws ConfigException {
    List<String> warnings = new ArrayList<>();
    CpuPolicy cpu = CpuPolicy.choose(request.limits(), request.cpu(), warnings);
    HeadroomModel model = new HeadroomModel(request.accelerator(), request.devices(), cpu.vcpus());
    OptionalLong limit = request.limits().memory();
    MemoryPlan memory =
        limit.isPresent()
            ? new LimitedMemory(limit.getAsLong(), model, request.memory()).plan(warnings)
            : withoutLimit(request, model, warnings);
    if (memory.ram() < SizingConstants.SMALL_GUEST) {
      warnings.add(
          "the guest has only "
              + MemoryText.mib(memory.ram())
              + " of RAM, and a Linux distribution needs 64 MiB or more; raise the memory limit or"
              + " QEMU_RAM (a bare number there is MiB)");
    }
    VmSize size =
        new VmSize(
            cpu.vcpus(),
            request.cpu().topology(),
            cpu.reason(),
            memory.ram(),
            memory.reason(),
            limit,
            memory.headroom(),
            memory.translationCache(),
            warnings);
    return oneThread(request, cpu.vcpus()) ? size.inOneThread() : size;
  }

  /**
   * Several threads can do no more than one under a quota of one CPU, but use it up in a part of
   * each period, and then nothing of the pod answers (src/docs/decisions/0009-vcpus.md).
   */
  private static boolean oneThread(SizingRequest request, int vcpus) {
    return request.accelerator() == Accelerator.TCG
        && vcpus > 1
        && request.limits().cpuQuota().isPresent()
        && request.limits().cpuQuota().getAsDouble() <= 1;
  }

  /**
   * Guest RAM and what is kept beside it.
   *
   * @param reason one clause: where the RAM comes from
   */
  record MemoryPlan(long ram, String reason, Headroom headroom, long translationCache) {}

  private static MemoryPlan withoutLimit(
      SizingRequest request, HeadroomModel model, List<String> warnings) throws ConfigException {
    long available = request.limits().availableMemory();
    long ram;
    String reason;
    if (request.memory().ram().isPresent()) {
      ram = roundedDown(request.memory().ram().getAsLong(), warnings);
      reason = "QEMU_RAM";
      if (available > 0 && ram > available) {
        warnings.add(
            "QEMU_RAM is "
                + MemoryText.mib(ram)
                + ", more than the "
                + MemoryText.mib(available)
                + " available on the node, and the pod has no memory limit");
      }
    } else {
      ram = unlimitedGuest(request.limits());
      reason = unlimitedReason(ram, available);
      warnings.add(
          "the pod has no memory limit (or one above the node's memory): the guest gets "
              + MemoryText.mib(ram)
              + ", "
              + reason
              + "; set resources.limits.memory, or QEMU_RAM");
    }
    return new MemoryPlan(
        ram, reason, unlimitedHeadroom(request, model, ram), model.unlimitedTranslationCache());
  }

  private static Headroom unlimitedHeadroom(SizingRequest request, HeadroomModel model, long ram) {
    OptionalLong asked = request.memory().headroom();
    return asked.isPresent()
        ? LimitedMemory.askedHeadroom(asked.getAsLong())
        : model.unlimitedHeadroom(ram);
  }

  private static long unlimitedGuest(PodLimits limits) throws ConfigException {
    if (limits.availableMemory() == 0) {
      return SizingConstants.UNKNOWN_NODE_GUEST;
    }
    long half = limits.availableMemory() / 2;
    long ram = Math.min(SizingConstants.UNLIMITED_GUEST, half);
    if (ram < SizingConstants.SMALLEST_GUEST) {
      throw new ConfigException(
          List.of(
              new Problem(
                  "QEMU_RAM",
                  "must be set where the pod has no memory limit and the node has less than "
                      + MemoryText.mib(2 * SizingConstants.SMALLEST_GUEST)
                      + " available, was unset with "
                      + MemoryText.mib(limits.availableMemory())
                      + "; set it and resources.limits.memory, or move the pod to another node")));
    }
    return ram / SizingConstants.RAM_STEP * SizingConstants.RAM_STEP;
  }

  private static String unlimitedReason(long ram, long available) {
    if (available == 0) {
      return "the default where the node does not tell its available memory";
    }
    return ram == SizingConstants.UNLIMITED_GUEST
        ? "the most that is taken without a limit"
        : "half of the " + MemoryText.mib(available) + " available on the node";
  }

  /** {@code QEMU_RAM} as a multiple of 2 MiB. */
  static long roundedDown(long asked, List<String> warnings) throws ConfigException {
    long ram = asked / SizingConstants.RAM_STEP * SizingConstants.RAM_STEP;
    if (ram == 0) {
      throw new ConfigException(
          List.of(
              new Problem(
                  "QEMU_RAM",
                  "must be at least "
                      + MemoryText.mib(SizingConstants.RAM_STEP)
                      + ", was "
                      + MemoryText.mib(asked)
                      + "; write a size such as 512Mi, or unset it to size the guest from the"
                      + " pod's memory limit")));
    }
    if (ram != asked) {
      warnings.add(
          "QEMU_RAM is rounded down from "
              + MemoryText.mib(asked)
              + " to "
              + MemoryText.mib(ram)
              + ", a multiple of 2 MiB");
    }
    return ram;
  }
}
