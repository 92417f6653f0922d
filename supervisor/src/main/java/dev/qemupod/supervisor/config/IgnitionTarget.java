package dev.qemupod.supervisor.config;

/** Which fw_cfg name an Ignition config is given under ({@code QEMU_IGNITION_TARGET}). */
public enum IgnitionTarget {
  /** Both names, with the same content. */
  AUTO,
  /** {@code opt/com.coreos/config}: Fedora CoreOS, RHCOS, Container Linux. */
  COREOS,
  /** {@code opt/org.flatcar-linux/config}. */
  FLATCAR
}
