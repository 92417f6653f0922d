package dev.qemupod.supervisor.machine;

import dev.qemupod.supervisor.machine.MachineSpec.FwCfgFile;
import java.util.List;
import java.util.Optional;

/**
 * The files that the guest is provisioned with, ready for qemu.
 *
 * @param fwCfg what it finds in fw_cfg
 * @param seed the disk that cloud-init looks for
 */
public record GuestFiles(List<FwCfgFile> fwCfg, Optional<Device.Seed> seed) {
  public GuestFiles {
    fwCfg = List.copyOf(fwCfg);
  }

  /** Nothing at all. */
  public static GuestFiles none() {
    return new GuestFiles(List.of(), Optional.empty());
  }
}
