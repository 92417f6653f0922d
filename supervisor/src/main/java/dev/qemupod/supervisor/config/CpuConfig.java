package dev.qemupod.supervisor.config;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * The vCPUs asked for.
 *
 * @param count vCPUs ({@code QEMU_CPU}); absent: from the pod's CPU limit
 * @param topology what followed the count in {@code QEMU_CPU} (such as {@code sockets=2,cores=2}),
 *     handed to {@code -smp} as it is, because tianon/qemu did
 * @param pin {@code QEMU_CPU_PIN=auto}: each vCPU gets a CPU to itself where the pod has its own
 */
public record CpuConfig(OptionalInt count, Optional<String> topology, boolean pin) {
  /** The same vCPUs, pinned or not. */
  CpuConfig withPin(boolean newPin) {
    return new CpuConfig(count, topology, newPin);
  }
}
