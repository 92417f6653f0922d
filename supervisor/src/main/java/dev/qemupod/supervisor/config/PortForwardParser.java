package dev.qemupod.supervisor.config;

import dev.qemupod.supervisor.config.PortForward.Protocol;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Reads {@code QEMU_PORTS}: words split by white space or commas, each {@code
 * [address:][pod-port:]guest-port[/protocol]}.
 *
 * <p>Without a protocol both tcp and udp are forwarded, as tianon/qemu does.
 */
final class PortForwardParser {
  private static final String EXPECTED =
      "ports such as 2375, 2222:22, 53/udp or 127.0.0.1:8080:80/tcp";

  private final boolean ipv6;

  private PortForwardParser(boolean ipv6) {
    this.ipv6 = ipv6;
  }

  /**
   * The forwards of every good word, each once; every bad word is a problem.
   *
   * @param ipv6 whether the network can listen on an IPv6 address
   */
  static List<PortForward> parse(Setting setting, boolean ipv6) {
    return new PortForwardParser(ipv6).words(setting);
  }

  private List<PortForward> words(Setting setting) {
    ArrayList<PortForward> forwards = new ArrayList<>();
    String text = setting.text();
    int start = 0;
    while (start < text.length()) {
      int end = start;
      while (end < text.length() && !isSeparator(text.charAt(end))) {
        end++;
      }
      if (end > start) {
        addWord(setting.part(text.substring(start, end)), forwards);
      }
      start = end + 1;
    }
    if (forwards.isEmpty() && text.indexOf(',') >= 0 && onlySeparators(text)) {
      setting.mustBe(EXPECTED, "name a port, or remove the variable");
    }
    return forwards;
  }

  private static boolean isSeparator(char letter) {
    return letter == ',' || Character.isWhitespace(letter);
  }

  private static boolean onlySeparators(String text) {
    for (int index = 0; index < text.length(); index++) {
      if (!isSeparator(text.charAt(index))) {
        return false;
      }
    }
    return true;
  }

  private void addWord(Setting word, List<PortForward> forwards) {
    String text = word.text();
    int slash = text.lastIndexOf('/');
    if (slash >= 0) {
      String protocol = text.substring(slash + 1).toLowerCase(Locale.ROOT);
      if (!protocol.equals("tcp") && !protocol.equals("udp")) {
        word.mustBe(EXPECTED, "end the port in /tcp or /udp, or in neither for both");
        return;
      }
    }
    Optional<Target> target = target(word, slash < 0 ? text : text.substring(0, slash));
    if (target.isEmpty()) {
      return;
    }
    String suffix = slash < 0 ? "" : text.substring(slash);
    if (!suffix.equalsIgnoreCase("/udp")) {
      addOnce(target.get().forward(Protocol.TCP), forwards);
    }
    if (!suffix.equalsIgnoreCase("/tcp")) {
      addOnce(target.get().forward(Protocol.UDP), forwards);
    }
  }

  private static void addOnce(PortForward forward, List<PortForward> forwards) {
    for (PortForward known : forwards) {
      if (isSame(known, forward)) {
        return;
      }
    }
    forwards.add(forward);
  }

  /** As equals(), whose method handles would cost milliseconds before qemu is started. */
  private static boolean isSame(PortForward one, PortForward two) {
    return one.protocol() == two.protocol()
        && one.hostPort() == two.hostPort()
        && one.guestPort() == two.guestPort()
        && one.hostAddress().equals(two.hostAddress());
  }

  /** A word without its protocol. */
  private record Target(Optional<String> hostAddress, int hostPort, int guestPort) {
    PortForward forward(Protocol protocol) {
      return new PortForward(protocol, hostAddress, hostPort, guestPort);
    }
  }

  private Optional<Target> target(Setting word, String text) {
    if (text.startsWith("[")) {
      return bracketed(word, text);
    }
    int first = text.indexOf(':');
    if (first < 0) {
      return ports(word, Optional.empty(), text, text);
    }
    int second = text.indexOf(':', first + 1);
    if (second < 0) {
      return pair(word, text.substring(0, first), text.substring(first + 1));
    }
    String address = text.substring(0, first);
    if (text.indexOf(':', second + 1) >= 0) {
      if (ipv6) {
        word.mustBe(EXPECTED, "put an IPv6 address into brackets, as in [::1]:8080:80");
      } else {
        refuseIpv6(word);
      }
      return Optional.empty();
    }
    if (!IpAddress.isIpv4(address)) {
      word.mustBe(EXPECTED, "put the pod's numeric address first, as in 127.0.0.1:8080:80");
      return Optional.empty();
    }
    String hostPort = text.substring(first + 1, second);
    return ports(word, Optional.of(address), hostPort, text.substring(second + 1));
  }

  private Optional<Target> pair(Setting word, String left, String right) {
    if (IpAddress.isIpv4(left)) {
      word.mustBe(
          EXPECTED,
          "an address needs both ports: write \"" + left + ":" + right + ":" + right + "\"");
      return Optional.empty();
    }
    return ports(word, Optional.empty(), left, right);
  }

  private Optional<Target> bracketed(Setting word, String text) {
    int close = text.indexOf(']');
    String address = close < 0 ? "" : text.substring(1, close);
    if (IpAddress.isIpv6(address) && ipv6) {
      return ipv6Target(word, address, text.substring(close + 1));
    }
    if (IpAddress.isIpv6(address)) {
      refuseIpv6(word);
    } else {
      word.mustBe(EXPECTED, "write an IPv4 address without brackets, as in 127.0.0.1:8080:80");
    }
    return Optional.empty();
  }

  /** What follows the brackets: {@code :8080:80}. */
  private static Optional<Target> ipv6Target(Setting word, String address, String rest) {
    int colon = rest.indexOf(':', 1);
    if (!rest.startsWith(":") || colon < 0) {
      word.mustBe(EXPECTED, "an address needs both ports: write [" + address + "]:8080:80");
      return Optional.empty();
    }
    return ports(word, Optional.of(address), rest.substring(1, colon), rest.substring(colon + 1));
  }

  /** qemu reads the address with inet_aton(3) (net/slirp.c, slirp_hostfwd). */
  private static void refuseIpv6(Setting word) {
    word.mustBe(
        "forwards from IPv4 addresses, as qemu's user network can listen on no other",
        "leave the address out, name an IPv4 one of the pod, or set QEMU_NET=passt");
  }

  private static Optional<Target> ports(
      Setting word, Optional<String> address, String host, String guest) {
    int hostPort = PortNumber.parse(host);
    int guestPort = PortNumber.parse(guest);
    if (hostPort > 0 && guestPort > 0) {
      return Optional.of(new Target(address, hostPort, guestPort));
    }
    if (isRange(host) || isRange(guest)) {
      word.mustBe(EXPECTED, "ranges are not supported: list every port");
    } else {
      word.mustBe(EXPECTED, "use port numbers from 1 to 65535");
    }
    return Optional.empty();
  }

  private static boolean isRange(String text) {
    int dash = text.indexOf('-');
    return dash > 0
        && PortNumber.parse(text.substring(0, dash)) >= 0
        && PortNumber.parse(text.substring(dash + 1)) >= 0;
  }
}
