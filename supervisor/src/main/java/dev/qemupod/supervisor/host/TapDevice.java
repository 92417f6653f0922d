package dev.qemupod.supervisor.host;

import dev.qemupod.supervisor.config.Problem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A tap device in the pod's network, and what qemu may do with it.
 *
 * @param name its name
 * @param exists whether there is a network device of that name
 * @param tap whether it is a tap device
 * @param multiQueue whether it was made with several queues, and can be opened with several only
 * @param owner the user who may open it without CAP_NET_ADMIN; -1: nobody
 * @param up whether it is up
 * @param held whether some process has it open
 * @param mtu its largest packet in bytes; 0: unknown
 * @param tunUsable whether /dev/net/tun can be opened
 * @param vhost whether /dev/vhost-net can be opened
 * @param uid as whom qemu will run
 * @param admin whether qemu will have CAP_NET_ADMIN
 */
public record TapDevice(
    String name,
    boolean exists,
    boolean tap,
    boolean multiQueue,
    long owner,
    boolean up,
    boolean held,
    int mtu,
    boolean tunUsable,
    boolean vhost,
    long uid,
    boolean admin) {
  private static final String VARIABLE = "QEMU_NET";

  /** Why no tap device can be opened, and what to do. */
  static final String NO_TUN = "but /dev/net/tun can not be opened";

  static final String TUN_FIX =
      "give the container this device, by a device plugin or a hostPath volume of a privileged one";

  /** linux/if_tun.h. */
  private static final int IFF_TAP = 2;

  private static final int IFF_MULTI_QUEUE = 0x100;

  /** linux/if.h. */
  private static final int IFF_UP = 1;

  /** ETH_MIN_MTU of linux/if_ether.h. */
  private static final int SMALLEST_MTU = 68;

  /** MAX_MTU of drivers/net/tun.c: what a tap device takes, without the Ethernet header. */
  private static final int LARGEST_MTU = 65521;

  /** {@code CAP_NET_ADMIN}, capabilities(7). */
  private static final int NET_ADMIN = 12;

  /**
   * Looks at it.
   *
   * @param root where /sys, /proc and /dev are
   * @param name a network device's name
   */
  public static TapDevice look(Path root, String name) {
    SmallFiles files = new SmallFiles(root);
    String device = "/sys/class/net/" + name + "/";
    String status = files.read("/proc/self/status");
    long kind = number(files.read(device + "tun_flags"), 0);
    long uid = Identity.parse(status).uid();
    return new TapDevice(
        name,
        Files.exists(root.resolve("sys/class/net").resolve(name)),
        (kind & IFF_TAP) != 0,
        (kind & IFF_MULTI_QUEUE) != 0,
        number(files.read(device + "owner"), -1),
        isUp(files, name),
        number(files.read(device + "carrier"), 0) == 1,
        mtu(files, name),
        isUsable(root.resolve("dev/net/tun")),
        isUsable(root.resolve("dev/vhost-net")),
        uid,
        isAdmin(KernelText.line(status, uid == 0 ? "CapEff:" : "CapAmb:")));
  }

  /** Why qemu could not use it, and what to do. */
  public Optional<Problem> problem() {
    if (!exists) {
      return problem(
          "which does not exist",
          "make it before the VM starts, as an init container with NET_ADMIN can: ip tuntap add "
              + name
              + " mode tap user "
              + uid);
    }
    if (!tap) {
      return problem(
          "which is no tap device", "name one that ip tuntap add NAME mode tap has made");
    }
    if (!tunUsable) {
      return problem(NO_TUN, TUN_FIX);
    }
    if (!admin && owner != uid) {
      return problem(
          "which belongs to " + (owner < 0 ? "no user" : "user " + owner),
          "make it for the user that the container runs as: ip tuntap add "
              + name
              + " mode tap user "
              + uid);
    }
    return Optional.empty();
  }

  /** What is odd about it, but may be meant. */
  public Optional<Problem> warning() {
    return warning(name, up);
  }

  /** The same of a device of any kind. */
  static Optional<Problem> warning(String name, boolean up) {
    return up
        ? Optional.empty()
        : Optional.of(
            new Problem(
                VARIABLE,
                "names "
                    + name
                    + ", which is down: no packet passes until ip link set "
                    + name
                    + " up"));
  }

  private Optional<Problem> problem(String remark, String fix) {
    return Optional.of(
        new Problem(
            VARIABLE,
            "must be tap: and a tap device that qemu may open, but was \"tap:"
                + name
                + "\", "
                + remark
                + "; "
                + fix));
  }

  /** Whether a device of any kind is up. */
  static boolean isUp(SmallFiles files, String name) {
    return (number(files.read("/sys/class/net/" + name + "/flags"), 0) & IFF_UP) != 0;
  }

  /** A device's largest packet; 0 if that is unknown, or none that qemu could tell a guest. */
  static int mtu(SmallFiles files, String name) {
    long mtu = number(files.read("/sys/class/net/" + name + "/mtu"), 0);
    return mtu >= SMALLEST_MTU && mtu <= LARGEST_MTU ? (int) mtu : 0;
  }

  private static boolean isUsable(Path device) {
    return Files.isReadable(device) && Files.isWritable(device);
  }

  private static boolean isAdmin(@Nullable String capabilities) {
    try {
      return capabilities != null
          && (Long.parseUnsignedLong(capabilities.strip(), 16) >>> NET_ADMIN & 1) == 1;
    } catch (NumberFormatException unknown) {
      return false;
    }
  }

  /** A decimal number, or a hexadecimal one that begins with 0x. */
  private static long number(@Nullable String text, long fallback) {
    try {
      return text == null ? fallback : Long.decode(text.strip());
    } catch (NumberFormatException unknown) {
      return fallback;
    }
  }
}
