package dev.qemupod.supervisor.config;

/** Reads a TCP or UDP port. */
final class PortNumber {
  private static final int HIGHEST = 65535;

  private PortNumber() {}

  /** The port, or -1 if the text is not a number from 0 to 65535. */
  static int parse(String text) {
    if (text.isEmpty() || text.length() > 5) {
      return -1;
    }
    int port = 0;
    for (int index = 0; index < text.length(); index++) {
      char digit = text.charAt(index);
      if (digit < '0' || digit > '9') {
        return -1;
      }
      port = port * 10 + (digit - '0');
    }
    return port > HIGHEST ? -1 : port;
  }
}
