package dev.qemupod.supervisor.config;

import java.util.Optional;

/**
 * Reads {@code QEMU_HTTP}: {@code :9180}, {@code 9180}, {@code host:port} or {@code [::1]:9180}.
 */
final class HttpAddressParser {
  private static final String EXPECTED =
      "an address such as :9180, 127.0.0.1:9180 or [::1]:9180, or off";

  private HttpAddressParser() {}

  static Parsed<HttpAddress> parse(String text) {
    if (text.indexOf("://") >= 0) {
      return Parsed.rejected(EXPECTED, "leave out the scheme, and any path");
    }
    int colon = text.lastIndexOf(':');
    String host = colon < 0 ? "" : text.substring(0, colon);
    String portText = text.substring(colon + 1);
    int port = PortNumber.parse(portText);
    if (port < 0 || (port == 0 && colon < 0)) {
      return Parsed.rejected(EXPECTED, "use a port number from 1 to 65535");
    }
    if (host.isEmpty()) {
      return Parsed.value(new HttpAddress(Optional.empty(), port));
    }
    if (host.startsWith("[") && host.endsWith("]")) {
      String address = host.substring(1, host.length() - 1);
      return IpAddress.isIpv6(address)
          ? Parsed.value(new HttpAddress(Optional.of(address), port))
          : Parsed.rejected(EXPECTED, "put an IPv6 address between the brackets");
    }
    if (host.indexOf(':') >= 0) {
      return Parsed.rejected(EXPECTED, "put an IPv6 address in brackets");
    }
    if (looksNumeric(host) ? !IpAddress.isIpv4(host) : !HostName.isValid(host)) {
      return Parsed.rejected(EXPECTED, "correct the address before the port");
    }
    return Parsed.value(new HttpAddress(Optional.of(host), port));
  }

  private static boolean looksNumeric(String host) {
    for (int index = 0; index < host.length(); index++) {
      char letter = host.charAt(index);
      if (letter != '.' && (letter < '0' || letter > '9')) {
        return false;
      }
    }
    return true;
  }
}
