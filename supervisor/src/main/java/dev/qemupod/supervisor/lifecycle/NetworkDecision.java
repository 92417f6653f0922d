package dev.qemupod.supervisor.lifecycle;

/**
 * What carries the guest's packets where the user asked for something else than qemu's own user
 * network, and why.
 *
 * @param backend user, passt, tap or bridge
 * @param reason one clause: {@code passt, because QEMU_NET=passt asks for it}, or why not
 * @param advice what to do to get what was asked for; may be empty
 * @param fellBack whether it is not what was asked for
 */
public record NetworkDecision(String backend, String reason, String advice, boolean fellBack) {
  private static final String UNSHARE = "unshare";

  /** passt, as asked for. */
  public static NetworkDecision passt() {
    return new NetworkDecision("passt", "passt, because QEMU_NET=passt asks for it", "", false);
  }

  /**
   * A tap device, as asked for.
   *
   * @param vhost whether the kernel moves the packets
   */
  public static NetworkDecision tap(String device, boolean vhost) {
    return new NetworkDecision("tap", "the tap device " + device + vhost(vhost), "", false);
  }

  /**
   * A tap device in a bridge, as asked for.
   *
   * @param vhost whether the kernel moves the packets
   */
  public static NetworkDecision bridge(String bridge, String device, boolean vhost) {
    return new NetworkDecision(
        "bridge",
        "the tap device " + device + " in the bridge " + bridge + vhost(vhost),
        "",
        false);
  }

  private static String vhost(boolean vhost) {
    return vhost ? " with vhost" : " without vhost, because /dev/vhost-net can not be opened";
  }

  /**
   * The user network in place of passt.
   *
   * @param reason a clause
   */
  public static NetworkDecision instead(String reason) {
    return new NetworkDecision("user", "user network, because " + reason, advice(reason), true);
  }

  private static String advice(String reason) {
    if (reason.contains("PATH")) {
      return "install passt, or set QEMU_NET=user";
    }
    if (reason.contains(UNSHARE) || reason.contains("namespace") || reason.contains("sandbox")) {
      return "passt locks itself up in namespaces of its own, which containerd's and Docker's"
          + " default seccomp profiles forbid: give the pod a profile that allows unshare, mount,"
          + " umount2 and pivot_root, or set QEMU_NET=user";
    }
    return "set QEMU_NET=user if that is what you want";
  }
}
