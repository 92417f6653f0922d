package dev.qemupod.supervisor.config;

import java.util.List;
import java.util.Optional;

/**
 * What the guest is provisioned with.
 *
 * @param ignition {@code QEMU_IGNITION} or {@code QEMU_IGNITION_FILE}
 * @param ignitionTarget {@code QEMU_IGNITION_TARGET}
 * @param fwCfg {@code QEMU_FW_CFG}, at most ten entries
 * @param sshKeys {@code QEMU_SSH_AUTHORIZED_KEYS} or {@code QEMU_SSH_AUTHORIZED_KEYS_FILE}
 * @param cloudInit the {@code QEMU_CLOUD_INIT_*} that are set; empty if none is
 */
public record ProvisionConfig(
    Optional<Content> ignition,
    IgnitionTarget ignitionTarget,
    List<FwCfgEntry> fwCfg,
    Optional<SshKeys> sshKeys,
    Optional<CloudInitConfig> cloudInit) {
  public ProvisionConfig {
    fwCfg = List.copyOf(fwCfg);
  }

  /** Whether the guest is given a disk that cloud-init looks for. */
  public boolean wantsSeed() {
    return sshKeys.isPresent() || cloudInit.isPresent();
  }

  /**
   * Whether the guest is given an Ignition config: keys alone are given that way too, unless it is
   * known that the guest is made in another one.
   */
  public boolean wantsIgnition() {
    return ignition.isPresent() || (sshKeys.isPresent() && cloudInit.isEmpty());
  }
}
