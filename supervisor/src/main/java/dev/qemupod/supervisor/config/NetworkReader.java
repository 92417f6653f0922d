package dev.qemupod.supervisor.config;

import dev.qemupod.supervisor.config.PortForward.Protocol;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads the guest's network, and adds the automatic forward of port 22. */
final class NetworkReader {
  private static final int SSH = 22;
  private static final int SSH_UNPRIVILEGED = 2222;

  private final Settings settings;
  private final int portStart;

  NetworkReader(Settings settings, HostFacts facts) {
    this.settings = settings;
    this.portStart = facts.unprivilegedPortStart();
  }

  NetworkConfig read() {
    boolean enabled = !settings.flag(VariableCatalog.NO_NET);
    boolean ssh = !settings.flag(VariableCatalog.NO_SSH);
    Optional<NetworkBackend> backend = backend();
    if (!enabled) {
      refuseWithoutNetwork(VariableCatalog.PORTS);
      refuseWithoutNetwork(VariableCatalog.NET_USER_EXTRA);
      return new NetworkConfig(false, List.of(), Optional.empty(), Optional.empty());
    }
    if (backend.isPresent() && !(backend.get() instanceof NetworkBackend.Passt)) {
      return new NetworkConfig(true, List.of(), Optional.empty(), backend);
    }
    ArrayList<PortForward> forwards = new ArrayList<>();
    Optional<Setting> ports = settings.find(VariableCatalog.PORTS);
    if (ports.isPresent()) {
      forwards.addAll(PortForwardParser.parse(ports.get(), backend.isPresent()));
      checkBindable(ports.get(), forwards);
      checkConflicts(ports.get(), forwards, backend.isPresent());
    }
    if (ssh) {
      addSsh(forwards);
    }
    return new NetworkConfig(
        true, forwards, settings.text(VariableCatalog.NET_USER_EXTRA), backend);
  }

  private Optional<NetworkBackend> backend() {
    Optional<Setting> setting = settings.find(VariableCatalog.NET);
    if (setting.isEmpty() || setting.get().text().equalsIgnoreCase("user")) {
      return Optional.empty();
    }
    return new NetworkBackendReader(settings, setting.get()).read();
  }

  private void refuseWithoutNetwork(Variable variable) {
    Optional<Setting> setting = settings.find(variable);
    if (setting.isPresent()) {
      setting.get().mustBe("left out when QEMU_NO_NET is on", "remove one of the two");
    }
  }

  private void checkBindable(Setting ports, List<PortForward> forwards) {
    int reported = 0;
    for (PortForward forward : forwards) {
      int port = forward.hostPort();
      if (port < portStart && port != reported) {
        reported = port;
        int free = port == SSH ? SSH_UNPRIVILEGED : (port + 8000) % 65536;
        ports
            .part(Integer.toString(port))
            .mustBe(
                "ports this container may bind (" + portStart + " and above)",
                "forward another to it, as in \""
                    + free
                    + ":"
                    + forward.guestPort()
                    + "\", or set the pod's sysctl net.ipv4.ip_unprivileged_port_start to "
                    + port);
      }
    }
  }

  /** Two forwards that want the same port of the pod; the second bind would fail. */
  private static void checkConflicts(Setting ports, List<PortForward> forwards, boolean passt) {
    String reported = "";
    for (int second = 1; second < forwards.size(); second++) {
      for (int first = 0; first < second; first++) {
        if (!overlap(forwards.get(first), forwards.get(second), passt)) {
          continue;
        }
        String words = word(forwards.get(first)) + " and " + word(forwards.get(second));
        if (!words.equals(reported)) {
          reported = words;
          ports.mustBeInstead(
              "forwards that each take another port of the pod",
              Quoted.of(words),
              "remove one of the two");
        }
      }
    }
  }

  /** passt knows a port of the pod by its number only, whatever address it listens on. */
  private static boolean overlap(PortForward one, PortForward two, boolean passt) {
    return one.hostPort() == two.hostPort()
        && one.protocol() == two.protocol()
        && (passt
            || one.hostAddress().isEmpty()
            || two.hostAddress().isEmpty()
            || one.hostAddress().equals(two.hostAddress())
            || one.hostAddress().get().equals("0.0.0.0")
            || two.hostAddress().get().equals("0.0.0.0"));
  }

  private static String word(PortForward forward) {
    String ports = forward.hostPort() + ":" + forward.guestPort();
    if (forward.hostAddress().isEmpty()) {
      return ports;
    }
    String address = forward.hostAddress().get();
    return (forward.fromIpv6() ? "[" + address + "]" : address) + ":" + ports;
  }

  /** As tianon/qemu: tcp and udp, before all others, unless the user uses port 22 otherwise. */
  private void addSsh(List<PortForward> forwards) {
    if (portStart <= SSH) {
      if (isFree(forwards, SSH)) {
        addBoth(forwards, SSH);
      }
      return;
    }
    if (reachesSsh(forwards)) {
      return;
    }
    boolean moved = portStart <= SSH_UNPRIVILEGED && isFree(forwards, SSH_UNPRIVILEGED);
    if (moved) {
      addBoth(forwards, SSH_UNPRIVILEGED);
    }
    settings
        .problems()
        .warning(
            VariableCatalog.NO_SSH.name(),
            "is off, but this container may not bind port 22 ("
                + portStart
                + " and above only): "
                + (moved
                    ? "2222 is forwarded to the guest's port 22 instead"
                    : "nothing is forwarded to the guest's port 22")
                + "; add a forward such as 2222:22 to QEMU_PORTS, or set QEMU_NO_SSH=1");
  }

  private static void addBoth(List<PortForward> forwards, int hostPort) {
    forwards.add(0, new PortForward(Protocol.UDP, Optional.empty(), hostPort, SSH));
    forwards.add(0, new PortForward(Protocol.TCP, Optional.empty(), hostPort, SSH));
  }

  private static boolean isFree(List<PortForward> forwards, int hostPort) {
    for (PortForward forward : forwards) {
      if (forward.hostPort() == hostPort) {
        return false;
      }
    }
    return true;
  }

  private static boolean reachesSsh(List<PortForward> forwards) {
    for (PortForward forward : forwards) {
      if (forward.guestPort() == SSH && forward.protocol() == Protocol.TCP) {
        return true;
      }
    }
    return false;
  }
}
