package dev.qemupod.supervisor.sizing;

/** How the guest's instructions are run. */
public enum Accelerator {
  KVM("kvm"),
  TCG("tcg");

  private final String qemuName;

  Accelerator(String qemuName) {
    this.qemuName = qemuName;
  }

  /** The name in {@code -accel}. */
  public String qemuName() {
    return qemuName;
  }
}
