package dev.qemupod.supervisor.provision;

import dev.qemupod.supervisor.config.IgnitionTarget;
import java.util.List;

/**
 * The fw_cfg names that Ignition looks for.
 *
 * <p>Fedora CoreOS reads only the first ({@code internal/providers/qemu/qemu_fwcfg.go} of
 * coreos/ignition); Flatcar accepts both, in no fixed order, so that they must be the same file.
 */
final class IgnitionNames {
  private static final String COREOS = "opt/com.coreos/config";
  private static final String FLATCAR = "opt/org.flatcar-linux/config";

  private IgnitionNames() {}

  static List<String> of(IgnitionTarget target) {
    return switch (target) {
      case AUTO -> List.of(COREOS, FLATCAR);
      case COREOS -> List.of(COREOS);
      case FLATCAR -> List.of(FLATCAR);
    };
  }
}
