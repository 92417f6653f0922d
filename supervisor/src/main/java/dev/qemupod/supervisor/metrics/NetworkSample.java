package dev.qemupod.supervisor.metrics;

import dev.qemupod.supervisor.host.ProcessUsage;
import dev.qemupod.supervisor.host.TapCounters;
import java.util.Optional;

/**
 * The guest's network, as far as the pod sees it.
 *
 * @param helper what passt uses
 * @param tapDevice the tap device's name; empty: there is none
 * @param tap what went through it
 */
public record NetworkSample(
    Optional<ProcessUsage> helper, String tapDevice, Optional<TapCounters> tap) {
  static NetworkSample unknown() {
    return new NetworkSample(Optional.empty(), "", Optional.empty());
  }
}
