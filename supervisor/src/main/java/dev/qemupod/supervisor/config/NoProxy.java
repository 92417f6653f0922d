package dev.qemupod.supervisor.config;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The hosts of {@code no_proxy}, read as Go and curl do: names match themselves and what is below
 * them, addresses match themselves or their network ({@code 10.0.0.0/8}), a port after either
 * narrows it, and {@code *} matches every host. Loopback is always asked directly.
 */
public final class NoProxy {
  private final boolean everything;
  private final List<Entry> entries;

  private NoProxy(boolean everything, List<Entry> entries) {
    this.everything = everything;
    this.entries = List.copyOf(entries);
  }

  /** One word; a port of 0 is any. */
  private record Entry(String name, Optional<InetAddress> address, int prefix, int port) {}

  /** Reads the list; a word that makes no sense matches nothing. */
  public static NoProxy parse(String text) {
    List<Entry> entries = new ArrayList<>();
    boolean everything = false;
    for (String word : text.split("[,\\s]+", -1)) {
      everything |= word.equals("*");
      if (!word.isEmpty()) {
        entries.add(entry(word.toLowerCase(Locale.ROOT)));
      }
    }
    return new NoProxy(everything, entries);
  }

  /** Whether the host is asked directly. */
  public boolean matches(String host, int port) {
    String name = host.toLowerCase(Locale.ROOT);
    Optional<InetAddress> address = literal(name);
    if (everything
        || name.equals("localhost")
        || (address.isPresent() && address.get().isLoopbackAddress())) {
      return true;
    }
    for (Entry entry : entries) {
      if ((entry.port == 0 || entry.port == port) && matches(entry, name, address)) {
        return true;
      }
    }
    return false;
  }

  private static boolean matches(Entry entry, String name, Optional<InetAddress> address) {
    if (entry.address.isPresent()) {
      return address.isPresent()
          && samePrefix(entry.address.get().getAddress(), address.get().getAddress(), entry.prefix);
    }
    return !entry.name.isEmpty()
        && address.isEmpty()
        && (name.equals(entry.name) || name.endsWith("." + entry.name));
  }

  private static boolean samePrefix(byte[] network, byte[] address, int bits) {
    if (network.length != address.length) {
      return false;
    }
    for (int bit = 0; bit < bits; bit++) {
      int mask = 0x80 >> (bit % 8);
      if (((network[bit / 8] ^ address[bit / 8]) & mask) != 0) {
        return false;
      }
    }
    return true;
  }

  private static Entry entry(String word) {
    int slash = word.indexOf('/');
    if (slash >= 0) {
      Optional<InetAddress> network = literal(word.substring(0, slash));
      int prefix = number(word.substring(slash + 1));
      boolean fits = network.isPresent() && prefix <= network.get().getAddress().length * 8;
      return fits && prefix >= 0
          ? new Entry("", network, prefix, 0)
          : new Entry("", Optional.empty(), 0, 0);
    }
    Optional<InetAddress> whole = literal(word);
    int colon = word.lastIndexOf(':');
    int port = whole.isPresent() || colon < 0 ? 0 : number(word.substring(colon + 1));
    String host = port > 0 ? word.substring(0, colon) : word;
    Optional<InetAddress> address = literal(host);
    if (address.isPresent()) {
      return new Entry("", address, address.get().getAddress().length * 8, Math.max(port, 0));
    }
    String name = host.startsWith("*.") ? host.substring(2) : host;
    return new Entry(
        name.startsWith(".") ? name.substring(1) : name, Optional.empty(), 0, Math.max(port, 0));
  }

  /** The number, or -1. */
  private static int number(String text) {
    if (text.isEmpty() || text.length() > 5) {
      return -1;
    }
    int value = 0;
    for (int index = 0; index < text.length(); index++) {
      char digit = text.charAt(index);
      if (digit < '0' || digit > '9') {
        return -1;
      }
      value = value * 10 + digit - '0';
    }
    return value;
  }

  /** The address that the text is, without asking a resolver; empty if it is a name. */
  private static Optional<InetAddress> literal(String text) {
    boolean bracketed = text.startsWith("[") && text.endsWith("]");
    String bare = bracketed ? text.substring(1, text.length() - 1) : text;
    try {
      return bare.isEmpty() ? Optional.empty() : Optional.of(InetAddress.ofLiteral(bare));
    } catch (IllegalArgumentException name) {
      return Optional.empty();
    }
  }
}
