package dev.qemupod.supervisor.config;

/** {@code cache=} of a disk, as qemu's documentation of {@code -drive} defines it. */
public enum CacheMode {
  NONE("none", true, false, true),
  DIRECTSYNC("directsync", true, false, false),
  WRITEBACK("writeback", false, false, true),
  WRITETHROUGH("writethrough", false, false, false),
  UNSAFE("unsafe", false, true, true);

  private final String qemuName;
  private final boolean direct;
  private final boolean noFlush;
  private final boolean writeback;

  CacheMode(String qemuName, boolean direct, boolean noFlush, boolean writeback) {
    this.qemuName = qemuName;
    this.direct = direct;
    this.noFlush = noFlush;
    this.writeback = writeback;
  }

  /** The mode's name in qemu. */
  public String qemuName() {
    return qemuName;
  }

  /** {@code cache.direct}: O_DIRECT, past the pod's page cache. */
  public boolean direct() {
    return direct;
  }

  /** {@code cache.no-flush}: flushes are ignored. */
  public boolean noFlush() {
    return noFlush;
  }

  /** {@code cache.writeback}: the device's write cache is on. */
  public boolean writeback() {
    return writeback;
  }
}
