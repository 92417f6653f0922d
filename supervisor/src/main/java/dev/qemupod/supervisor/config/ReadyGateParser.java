package dev.qemupod.supervisor.config;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Reads {@code QEMU_READY}, and checks that what it waits for can ever come. */
final class ReadyGateParser {
  private static final String EXPECTED =
      "running, agent, ssh:PORT, http:PORT/PATH, tcp:PORT or console:REGEX";

  private final Setting setting;
  private final NetworkConfig network;
  private final boolean serialConsole;

  private ReadyGateParser(Setting setting, NetworkConfig network, boolean serialConsole) {
    this.setting = setting;
    this.network = network;
    this.serialConsole = serialConsole;
  }

  static Optional<ReadyGate> parse(Setting setting, NetworkConfig network, boolean serialConsole) {
    return new ReadyGateParser(setting, network, serialConsole).parse();
  }

  private Optional<ReadyGate> parse() {
    String text = setting.text();
    int colon = text.indexOf(':');
    String kind = colon < 0 ? text : text.substring(0, colon);
    String rest = colon < 0 ? "" : text.substring(colon + 1);
    return switch (kind) {
      case "running" -> colon < 0 ? Optional.of(new ReadyGate.Running()) : reject();
      case "ssh", "tcp" -> connection(kind, rest);
      case "http" -> http(rest);
      case "console" -> console(rest);
      case "agent" -> colon < 0 ? Optional.of(new ReadyGate.Agent()) : reject();
      default -> reject();
    };
  }

  private Optional<ReadyGate> reject() {
    setting.mustBe(EXPECTED, "choose one of these forms");
    return Optional.empty();
  }

  private Optional<ReadyGate> connection(String kind, String portText) {
    int port = port(portText);
    if (port < 0) {
      return Optional.empty();
    }
    return Optional.of(kind.equals("ssh") ? new ReadyGate.Ssh(port) : new ReadyGate.Tcp(port));
  }

  private Optional<ReadyGate> http(String rest) {
    int slash = rest.indexOf('/');
    String path = slash < 0 ? "/" : rest.substring(slash);
    for (int index = 0; index < path.length(); index++) {
      if (path.charAt(index) <= ' ' || path.charAt(index) > '~') {
        setting.mustBe(EXPECTED, "escape what is not plain ASCII in the path, as in %20");
        return Optional.empty();
      }
    }
    int port = port(slash < 0 ? rest : rest.substring(0, slash));
    return port < 0 ? Optional.empty() : Optional.of(new ReadyGate.Http(port, path));
  }

  private Optional<ReadyGate> console(String regex) {
    if (regex.isEmpty()) {
      setting.mustBe(EXPECTED, "write the regular expression after the colon");
      return Optional.empty();
    }
    if (!serialConsole) {
      setting.mustBe(
          "a gate that needs no serial console when QEMU_NO_SERIAL is on",
          "remove QEMU_NO_SERIAL, or choose another gate");
      return Optional.empty();
    }
    try {
      return Optional.of(new ReadyGate.Console(Pattern.compile(regex)));
    } catch (PatternSyntaxException e) {
      setting.mustBe(
          EXPECTED,
          "whose regular expression is wrong at character "
              + (e.getIndex() + 1)
              + " ("
              + e.getDescription()
              + ")",
          "correct it");
      return Optional.empty();
    }
  }

  /** The port if it is forwarded; else -1, and a problem. */
  private int port(String text) {
    int port = PortNumber.parse(text);
    if (port <= 0) {
      setting.mustBe(
          EXPECTED,
          text.isEmpty()
              ? "name the pod's port after the kind of gate, as in ssh:22 or http:8080/healthz"
              : "use a port number from 1 to 65535");
      return -1;
    }
    if (!network.enabled()) {
      setting.mustBe(
          "running, agent or console:REGEX when QEMU_NO_NET is on",
          "remove QEMU_NO_NET, or choose another gate");
      return -1;
    }
    if (network.backend().isPresent()
        && !(network.backend().get() instanceof NetworkBackend.Passt)) {
      setting.mustBe(
          "running, agent or console:REGEX when QEMU_NET is a tap device or a bridge",
          "choose another gate: no port of the pod leads to the guest there");
      return -1;
    }
    List<PortForward> forwards = network.forwards();
    String others = "";
    for (PortForward forward : forwards) {
      if (forward.protocol() != PortForward.Protocol.TCP) {
        continue;
      }
      if (forward.hostPort() == port) {
        return port;
      }
      if (forward.guestPort() == port) {
        others = "the guest's " + port + " is the pod's " + forward.hostPort() + ": use that";
      }
    }
    setting.mustBe(
        "a gate on a tcp port that is forwarded",
        others.isEmpty() ? "add " + port + " to QEMU_PORTS, or use a port that is there" : others);
    return -1;
  }
}
