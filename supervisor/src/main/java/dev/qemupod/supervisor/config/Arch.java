package dev.qemupod.supervisor.config;

/** A guest architecture this image can run. */
public enum Arch {
  /** 64-bit x86, machine {@code q35}. */
  X86_64("x86_64", "q35"),
  /** 64-bit Arm, machine {@code virt}. */
  AARCH64("aarch64", "virt");

  private final String qemuName;
  private final String defaultMachine;

  Arch(String qemuName, String defaultMachine) {
    this.qemuName = qemuName;
    this.defaultMachine = defaultMachine;
  }

  /** The suffix of {@code qemu-system-*}. */
  public String qemuName() {
    return qemuName;
  }

  /** The {@code -machine} type used when none is asked for. */
  public String defaultMachine() {
    return defaultMachine;
  }
}
