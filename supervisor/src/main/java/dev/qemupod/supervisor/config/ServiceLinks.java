package dev.qemupod.supervisor.config;

/**
 * Recognises the variables Kubernetes adds for every Service of the namespace.
 *
 * <p>A Service named {@code qemu} or {@code qemu-web} gives names such as {@code
 * QEMU_SERVICE_HOST}, {@code QEMU_PORT=tcp://10.0.0.1:80} and {@code QEMU_WEB_PORT_80_TCP_ADDR} to
 * each pod (Kubernetes documentation, "Accessing the Service": environment variables). They are
 * nobody's typing mistake.
 */
final class ServiceLinks {
  private ServiceLinks() {}

  static boolean isOne(String name, String value) {
    return name.endsWith("_SERVICE_HOST")
        || name.endsWith("_SERVICE_PORT")
        || name.contains("_SERVICE_PORT_")
        || (name.endsWith("_PORT") && isAddress(value))
        || isPortDetail(name);
  }

  private static boolean isAddress(String value) {
    return value.startsWith("tcp://") || value.startsWith("udp://") || value.startsWith("sctp://");
  }

  /** {@code ..._PORT_80_TCP}, perhaps with _PROTO, _PORT or _ADDR behind it. */
  private static boolean isPortDetail(String name) {
    int index = name.indexOf("_PORT_") + "_PORT_".length();
    if (index < "_PORT_".length()) {
      return false;
    }
    int digits = index;
    while (digits < name.length() && name.charAt(digits) >= '0' && name.charAt(digits) <= '9') {
      digits++;
    }
    return digits > index
        && (name.startsWith("_TCP", digits)
            || name.startsWith("_UDP", digits)
            || name.startsWith("_SCTP", digits));
  }
}
