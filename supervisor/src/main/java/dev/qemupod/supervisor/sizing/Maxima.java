package dev.qemupod.supervisor.sizing;

import dev.qemupod.supervisor.config.ConfigException;
import dev.qemupod.supervisor.config.Problem;
import dev.qemupod.supervisor.config.ResizeConfig;
import java.util.List;

/**
 * How far a VM can be resized while it runs; decided at its start, because the machine has to be
 * made for it.
 *
 * @param vcpus the most vCPUs
 * @param ram the most guest RAM, bytes, a multiple of 2 MiB
 * @param fixedProcessors why the vCPUs can not be changed; empty: they can
 */
public record Maxima(int vcpus, long ram, String fixedProcessors) {
  /** Of what the VM starts with, where the user names no maximum. */
  private static final int USUAL_GROWTH = 4;

  /** Guests take memory in blocks of this size (Linux: arch/x86/mm/init_64.c, probe). */
  private static final long GUEST_BLOCK = 128 * SizingConstants.MIB;

  /** Half of what a processor of 40 address bits can reach, which is what TCG's has. */
  private static final long LARGEST_UNASKED = 512L << 30;

  /**
   * The maxima of a VM of this size.
   *
   * @throws ConfigException if the VM starts with more than it may ever have
   */
  public static Maxima of(ResizeConfig asked, SizingRequest request, VmSize size, String fixed)
      throws ConfigException {
    String fixedProcessors =
        size.topology().isPresent() ? "QEMU_CPU gives a topology, which is fixed" : fixed;
    return new Maxima(
        vcpus(asked, request, size, fixedProcessors), ram(asked, request, size), fixedProcessors);
  }

  private static int vcpus(
      ResizeConfig asked, SizingRequest request, VmSize size, String fixedProcessors)
      throws ConfigException {
    if (asked.cpuMax().isPresent()) {
      if (asked.cpuMax().getAsInt() < size.vcpus()) {
        throw tooSmall(
            "QEMU_CPU_MAX",
            size.vcpus() + ", the vCPUs the VM starts with (" + size.cpuReason() + ")",
            Integer.toString(asked.cpuMax().getAsInt()));
      }
      return asked.cpuMax().getAsInt();
    }
    if (!fixedProcessors.isEmpty() || request.cpu().count().isPresent()) {
      return size.vcpus();
    }
    int given = Math.min(request.limits().cpus(), SizingConstants.MOST_VCPUS);
    return Math.max(size.vcpus(), Math.min(given, USUAL_GROWTH * size.vcpus()));
  }

  private static long ram(ResizeConfig asked, SizingRequest request, VmSize size)
      throws ConfigException {
    if (asked.ramMax().isPresent()) {
      long most = asked.ramMax().getAsLong() / SizingConstants.RAM_STEP * SizingConstants.RAM_STEP;
      if (most < size.ram()) {
        throw tooSmall(
            "QEMU_RAM_MAX",
            MemoryText.mib(size.ram()) + ", the RAM the VM starts with",
            MemoryText.mib(asked.ramMax().getAsLong()));
      }
      return most;
    }
    if (request.memory().ram().isPresent()) {
      return size.ram();
    }
    return Math.max(size.ram(), Math.min(LARGEST_UNASKED, USUAL_GROWTH * size.ram()));
  }

  private static ConfigException tooSmall(String variable, String least, String was) {
    return new ConfigException(
        List.of(
            new Problem(
                variable,
                "must be at least " + least + ", was " + was + "; raise it, or remove it")));
  }

  /**
   * The memory that can be plugged into a machine that starts with this much, in bytes; whole
   * blocks, because a guest leaves the rest of a block unused. 0: none.
   */
  public long pluggable(long base) {
    return (ram - base + GUEST_BLOCK - 1) / GUEST_BLOCK * GUEST_BLOCK;
  }
}
