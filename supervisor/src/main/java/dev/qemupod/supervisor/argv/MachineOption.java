package dev.qemupod.supervisor.argv;

import dev.qemupod.supervisor.machine.Firmware;
import dev.qemupod.supervisor.machine.MachineSpec;

/** Writes the value of {@code -machine}. */
final class MachineOption {
  /** The block node of the firmware's code. */
  static final String CODE = "firmware-code";

  /** The block node of the firmware's variables. */
  static final String VARIABLES = "firmware-variables";

  private MachineOption() {}

  /**
   * The machine type, our properties, then the user's: the last of a repeated property counts.
   *
   * <p>A core dump without the guest's memory fits the pod and holds none of the guest's secrets.
   */
  static String of(MachineSpec spec) {
    String type = spec.machineType();
    String userProperties = "";
    int comma = type.indexOf(',');
    if (comma >= 0) {
      userProperties = type.substring(comma);
      type = type.substring(0, comma);
    }
    return type + properties(type) + ",dump-guest-core=off" + flash(spec) + userProperties;
  }

  /** Timers and devices of old PCs cost vCPU time and memory; no guest of today needs them. */
  private static String properties(String type) {
    if (type.equals("virt") || type.startsWith("virt-")) {
      // The default, GICv2, ends at 8 vCPUs.
      return ",gic-version=max";
    }
    if (type.equals("q35") || type.equals("pc") || type.startsWith("pc-")) {
      return ",hpet=off,vmport=off,smm=off";
    }
    return "";
  }

  private static String flash(MachineSpec spec) {
    return spec.firmware() instanceof Firmware.Uefi
        ? ",pflash0=" + CODE + ",pflash1=" + VARIABLES
        : "";
  }
}
