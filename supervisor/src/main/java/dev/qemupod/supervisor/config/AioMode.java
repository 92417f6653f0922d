package dev.qemupod.supervisor.config;

/** {@code aio=} of a disk. */
public enum AioMode {
  THREADS("threads"),
  /** Linux AIO; needs a cache mode with O_DIRECT. */
  NATIVE("native"),
  /** Blocked by most default container seccomp profiles. */
  IO_URING("io_uring");

  private final String qemuName;

  AioMode(String qemuName) {
    this.qemuName = qemuName;
  }

  /** The mode's name in qemu. */
  public String qemuName() {
    return qemuName;
  }
}
