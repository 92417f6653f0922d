package dev.qemupod.supervisor.host;

import dev.qemupod.supervisor.config.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A bridge in the pod's network, and what the supervisor needs for a tap device of its own in it.
 *
 * @param name its name
 * @param exists whether there is a network device of that name
 * @param bridge whether it is a bridge
 * @param up whether it is up
 * @param mtu its largest packet in bytes; 0: unknown
 * @param port the tap device, which may be left of an earlier run
 * @param ip the program that makes it; empty: there is none
 */
public record BridgeDevice(
    String name,
    boolean exists,
    boolean bridge,
    boolean up,
    int mtu,
    TapDevice port,
    Optional<Path> ip) {
  /**
   * The tap device's name. One in each network, so that what a killed supervisor left is found
   * again, and so that a person finds it.
   */
  public static final String PORT = "qemupod0";

  private static final String VARIABLE = "QEMU_NET";
  private static final String PROGRAM = "ip";

  /**
   * Looks at it.
   *
   * @param root where /sys, /proc and /dev are
   * @param name a network device's name
   * @param path the value of PATH; null if it is not set
   */
  public static BridgeDevice look(Path root, String name, @Nullable String path) {
    Path folder = root.resolve("sys/class/net").resolve(name);
    SmallFiles files = new SmallFiles(root);
    return new BridgeDevice(
        name,
        Files.exists(folder),
        Files.isDirectory(folder.resolve("bridge")),
        TapDevice.isUp(files, name),
        TapDevice.mtu(files, name),
        TapDevice.look(root, PORT),
        program(path));
  }

  /** busybox's ip knows no tap devices. */
  private static Optional<Path> program(@Nullable String path) {
    return QemuBinaries.find(PROGRAM, path) instanceof QemuBinary.Found(Path found)
            && !isBusybox(found)
        ? Optional.of(found)
        : Optional.empty();
  }

  private static boolean isBusybox(Path program) {
    try {
      return program.toRealPath().toString().contains("busybox");
    } catch (IOException unreadable) {
      return true;
    }
  }

  /** Everything that keeps a tap device from being made in it, and what to do. */
  public List<Problem> problems() {
    List<Problem> problems = new ArrayList<>();
    if (!exists) {
      problems.add(
          problem(
              "which does not exist",
              "make it before the VM starts, as a CNI plugin or an init container with NET_ADMIN"
                  + " can: ip link add "
                  + name
                  + " type bridge"));
    } else if (!bridge) {
      problems.add(problem("which is no bridge", "name one that ip link show type bridge lists"));
    }
    if (!port.admin()) {
      problems.add(
          problem(
              "but user " + port.uid() + " has no NET_ADMIN here",
              "run the container as root with capabilities.add NET_ADMIN, as Kubernetes gives no"
                  + " other user one, or let an init container make a tap device in the bridge, and"
                  + " name it with tap:NAME"));
    }
    if (!port.tunUsable()) {
      problems.add(problem(TapDevice.NO_TUN, TapDevice.TUN_FIX));
    }
    if (ip.isEmpty()) {
      problems.add(problem("but there is no ip of iproute2 in PATH", "install iproute2"));
    }
    portProblem().ifPresent(problems::add);
    return problems;
  }

  private Optional<Problem> portProblem() {
    if (!port.exists()) {
      return Optional.empty();
    }
    if (!port.tap()) {
      return Optional.of(
          problem(
              "but there is a " + PORT + " already, which is no tap device",
              "give that another name: ip link set " + PORT + " name NAME"));
    }
    if (port.owner() != port.uid()) {
      return Optional.of(
          problem(
              "but there is a "
                  + PORT
                  + " already, which belongs to "
                  + (port.owner() < 0 ? "no user" : "user " + port.owner()),
              "remove it, if nothing uses it: ip link delete " + PORT));
    }
    return Optional.empty();
  }

  /** What is odd about it, but may be meant. */
  public Optional<Problem> warning() {
    return TapDevice.warning(name, up);
  }

  private Problem problem(String remark, String fix) {
    return new Problem(
        VARIABLE,
        "must be bridge: and a bridge that a tap device can be put in, but was \"bridge:"
            + name
            + "\", "
            + remark
            + "; "
            + fix);
  }
}
