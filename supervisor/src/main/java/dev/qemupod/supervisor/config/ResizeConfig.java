package dev.qemupod.supervisor.config;

import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * Whether, and how far, the VM follows a pod whose limits change while it runs.
 *
 * @param follow {@code QEMU_RESIZE=auto}
 * @param cpuMax the most vCPUs ({@code QEMU_CPU_MAX}); absent: computed
 * @param ramMax the most guest RAM in bytes ({@code QEMU_RAM_MAX}); absent: computed
 */
public record ResizeConfig(boolean follow, OptionalInt cpuMax, OptionalLong ramMax) {
  /** The VM keeps the size it was started with. */
  public static final ResizeConfig OFF =
      new ResizeConfig(false, OptionalInt.empty(), OptionalLong.empty());
}
