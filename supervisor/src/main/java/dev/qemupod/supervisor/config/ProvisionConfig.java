package dev.qemupod.supervisor.config;

import java.util.List;
import java.util.Optional;

/**
 * What the guest is provisioned with.
 *
 * @param ignition {@code QEMU_IGNITION} or {@code QEMU_IGNITION_FILE}
 * @param ignitionTarget {@code QEMU_IGNITION_TARGET}
 * @param fwCfg {@code QEMU_FW_CFG}, at most ten entries
 */
public record ProvisionConfig(
    Optional<Content> ignition, IgnitionTarget ignitionTarget, List<FwCfgEntry> fwCfg) {
  public ProvisionConfig {
    fwCfg = List.copyOf(fwCfg);
  }
}
