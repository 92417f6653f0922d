package dev.qemupod.supervisor.config;

/** A disk image format qemu is told by name; it is never left to qemu's own probing. */
public enum DiskFormat {
  /** Plain bytes; also every block device. */
  RAW("raw"),
  /** qemu's copy-on-write format, versions 2 and 3. */
  QCOW2("qcow2");

  private final String qemuName;

  DiskFormat(String qemuName) {
    this.qemuName = qemuName;
  }

  /** The block driver's name. */
  public String qemuName() {
    return qemuName;
  }
}
