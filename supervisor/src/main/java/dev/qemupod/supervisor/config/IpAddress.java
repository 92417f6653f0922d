package dev.qemupod.supervisor.config;

/** Tells numeric IP addresses from other text, without asking a resolver. */
final class IpAddress {
  private static final int IPV6_GROUPS = 8;

  private IpAddress() {}

  /** Four numbers up to 255, with dots between them. */
  static boolean isIpv4(String text) {
    int parts = 0;
    int start = 0;
    while (start <= text.length()) {
      int end = text.indexOf('.', start);
      end = end < 0 ? text.length() : end;
      if (!isOctet(text, start, end)) {
        return false;
      }
      parts++;
      start = end + 1;
    }
    return parts == 4;
  }

  /** Groups of hexadecimal digits with colons between them, RFC 4291 section 2.2. */
  static boolean isIpv6(String text) {
    int gap = text.indexOf("::");
    if (gap < 0) {
      return groups(text, true) == IPV6_GROUPS;
    }
    if (text.indexOf("::", gap + 1) >= 0) {
      return false;
    }
    int before = gap == 0 ? 0 : groups(text.substring(0, gap), false);
    int after = gap + 2 == text.length() ? 0 : groups(text.substring(gap + 2), true);
    return before >= 0 && after >= 0 && before + after < IPV6_GROUPS;
  }

  /** The number of groups, or -1 when one of them is none. */
  private static int groups(String text, boolean ipv4Tail) {
    int groups = 0;
    int start = 0;
    while (start <= text.length()) {
      int end = text.indexOf(':', start);
      boolean last = end < 0;
      end = last ? text.length() : end;
      if (isGroup(text, start, end)) {
        groups++;
      } else if (last && ipv4Tail && isIpv4(text.substring(start))) {
        groups += 2;
      } else {
        return -1;
      }
      start = end + 1;
    }
    return groups;
  }

  private static boolean isGroup(String text, int start, int end) {
    if (end == start || end - start > 4) {
      return false;
    }
    for (int index = start; index < end; index++) {
      if (Character.digit(text.charAt(index), 16) < 0 || text.charAt(index) > 'f') {
        return false;
      }
    }
    return true;
  }

  private static boolean isOctet(String text, int start, int end) {
    if (end == start || end - start > 3) {
      return false;
    }
    for (int index = start; index < end; index++) {
      if (text.charAt(index) < '0' || text.charAt(index) > '9') {
        return false;
      }
    }
    boolean leadingZero = end - start > 1 && text.charAt(start) == '0';
    return !leadingZero && Integer.parseInt(text, start, end, 10) <= 255;
  }
}
