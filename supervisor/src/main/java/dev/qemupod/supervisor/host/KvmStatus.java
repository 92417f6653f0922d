package dev.qemupod.supervisor.host;

/** Whether {@code /dev/kvm} can run a VM, and why not. */
public sealed interface KvmStatus {
  /** One clause for the log, such as {@code /dev/kvm is absent}. */
  String reason();

  /** What to put into the pod spec, or an empty string. */
  String advice();

  /** A VM could be created, or (from the quick look) the device could be opened. */
  record Usable(String reason, String advice) implements KvmStatus {}

  /** There is no device. */
  record Absent(String reason, String advice) implements KvmStatus {}

  /** The path is no character device. */
  record NotADevice(String reason, String advice) implements KvmStatus {}

  /**
   * The device may not be opened.
   *
   * @param gid the group that owns the device, to be named in {@code supplementalGroups}
   */
  record NoPermission(int gid, String reason, String advice) implements KvmStatus {}

  /** The device opens, but creating a VM on it fails. */
  record NoVirtualMachine(String reason, String advice) implements KvmStatus {}

  /** The guest's architecture is not the host's. */
  record OtherArchitecture(String reason, String advice) implements KvmStatus {}
}
