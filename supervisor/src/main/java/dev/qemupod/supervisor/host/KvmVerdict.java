package dev.qemupod.supervisor.host;

import java.nio.file.Path;

/** Turns what was found at {@code /dev/kvm} into a reason and the change that would help; pure. */
final class KvmVerdict {
  /** In a user namespace every id that is not mapped shows as this one (user_namespaces(7)). */
  private static final int UNMAPPED = 65534;

  private static final String ASK_FOR_DEVICE =
      "request a KVM device plugin's resource in the container's limits, such as"
          + " devices.kubevirt.io/kvm: 1 or squat.ai/kvm: 1; with docker or podman: --device"
          + " /dev/kvm";

  private KvmVerdict() {}

  /** Whether the node's CPU can virtualize, as {@code /proc/cpuinfo} tells on x86. */
  enum Extension {
    SHOWN,
    MISSING,
    /** Not x86, or not readable. */
    UNKNOWN
  }

  /** Both as Kubernetes names them in the node label {@code kubernetes.io/arch}. */
  static KvmStatus otherArchitecture(String guest, String host) {
    return new KvmStatus.OtherArchitecture(
        "KVM runs guests of the node's own architecture, " + host + ", and the guest's is " + guest,
        "schedule the pod with nodeSelector kubernetes.io/arch: " + guest);
  }

  static KvmStatus absent(Path device, Extension extension) {
    return switch (extension) {
      case SHOWN, UNKNOWN ->
          new KvmStatus.Absent(device + " is absent from the container", ASK_FOR_DEVICE);
      case MISSING ->
          new KvmStatus.Absent(
              device + " is absent from the container, and the CPU shows neither vmx nor svm",
              "the node can not virtualize: turn it on in its firmware, or, if the node is itself"
                  + " a VM, turn on nested virtualization; then "
                  + ASK_FOR_DEVICE);
    };
  }

  static KvmStatus notADevice(Path device, String kind) {
    return new KvmStatus.NotADevice(
        device + " is " + kind + ", not the KVM device (character device 10:232)",
        "mount no volume over " + device + "; " + ASK_FOR_DEVICE);
  }

  /** EACCES: file permissions, or a security module that answers the same. */
  static KvmStatus noAccess(Path device, DeviceNode node, Identity identity) {
    String reason =
        device
            + " may not be opened: it has mode "
            + node.permissions()
            + " and belongs to uid:gid "
            + node.uid()
            + ":"
            + node.gid()
            + ", this process has "
            + identity;
    return new KvmStatus.NoPermission(node.gid(), reason, accessAdvice(node, identity));
  }

  /** A folder on the way is closed to this user. */
  static KvmStatus unreachable(Path device, Identity identity) {
    return new KvmStatus.NoPermission(
        -1,
        device + " is in a folder that is closed to this process (" + identity + ")",
        "make its folder readable; " + ASK_FOR_DEVICE);
  }

  /** EPERM: the device controller of the container's cgroup (security/device_cgroup.c). */
  static KvmStatus notAllowed(Path device, DeviceNode node) {
    return new KvmStatus.NoPermission(
        node.gid(),
        device + " exists, but the container's device cgroup does not allow it (EPERM)",
        "a hostPath volume is not enough: " + ASK_FOR_DEVICE);
  }

  static KvmStatus openFailed(Path device, String error) {
    return new KvmStatus.NoVirtualMachine(
        "opening " + device + " failed: " + error,
        "load the kernel module kvm_intel, kvm_amd or the architecture's own on the node");
  }

  static KvmStatus wrongVersion(Path device, long version) {
    return new KvmStatus.NoVirtualMachine(
        device + " answers with KVM API version " + version + ", not 12",
        "run the pod on a node with a current kernel");
  }

  static KvmStatus noVirtualMachine(Path device, String call, Errno errno) {
    return new KvmStatus.NoVirtualMachine(
        device + " opens, but " + call + " failed: " + errno.describe(), creationAdvice(errno));
  }

  static KvmStatus usable(String reason) {
    return new KvmStatus.Usable(reason, "");
  }

  private static String accessAdvice(DeviceNode node, Identity identity) {
    if (node.gid() == UNMAPPED) {
      return "the owner is hidden by the pod's user namespace: set hostUsers: true in the pod spec";
    }
    if (!node.isGroupWritable()) {
      return "its group may not open it either: set mode 0660 or 0666 on the node (udev rule), or"
          + " device_ownership_from_security_context in the container runtime";
    }
    if (identity.isMember(node.gid())) {
      return "the file's mode would allow it: look for SELinux or AppArmor denials on the node, or"
          + " a nodev mount";
    }
    return "add securityContext.supplementalGroups: ["
        + node.gid()
        + "] to the pod spec (docker and podman: --group-add "
        + node.gid()
        + ")";
  }

  private static String creationAdvice(Errno errno) {
    return switch (errno) {
      case EBUSY ->
          "another hypervisor on the node (VirtualBox, VMware) holds the CPU's virtualization:"
              + " stop it";
      case ENODEV, ENXIO, EOPNOTSUPP ->
          "the node's CPU has no usable vmx or svm: turn it on in the firmware, or nested"
              + " virtualization where the node is a VM";
      case ENOMEM -> "the node or the pod has no memory left for a VM";
      case EMFILE -> "raise the limit of open files";
      case EPERM, EACCES ->
          "a security module or seccomp profile denies it: allow ioctl on the KVM device";
      case ENOTTY -> "what is there is not the kernel's KVM: " + ASK_FOR_DEVICE;
      case ENOENT, ENOTDIR, EISDIR, EINVAL, ELOOP, OTHER ->
          "look into the node's kernel log for kvm";
    };
  }
}
