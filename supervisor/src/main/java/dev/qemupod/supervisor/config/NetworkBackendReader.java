package dev.qemupod.supervisor.config;

import java.util.Locale;
import java.util.Optional;

/** Reads a {@code QEMU_NET} that is not {@code user}; loaded only for a pod that has one. */
final class NetworkBackendReader {
  private static final String EXPECTED = "user, passt, tap:NAME or bridge:NAME";
  private static final String TAP = "tap:";
  private static final String BRIDGE = "bridge:";

  /** IFNAMSIZ of linux/if.h, without the final zero. */
  private static final int LONGEST_NAME = 15;

  private final Settings settings;
  private final Setting setting;

  NetworkBackendReader(Settings settings, Setting setting) {
    this.settings = settings;
    this.setting = setting;
  }

  /** The backend, with a problem for each variable that means nothing to it. */
  Optional<NetworkBackend> read() {
    String text = setting.text();
    String kind = text.toLowerCase(Locale.ROOT);
    if (kind.equals("passt")) {
      refuse(VariableCatalog.NET_USER_EXTRA, "which is text for qemu's user network only");
      return Optional.of(new NetworkBackend.Passt());
    }
    if (kind.startsWith(TAP)) {
      String name = text.substring(TAP.length());
      return named(TAP, name, new NetworkBackend.Tap(name));
    }
    if (kind.startsWith(BRIDGE)) {
      String name = text.substring(BRIDGE.length());
      return named(BRIDGE, name, new NetworkBackend.Bridge(name));
    }
    setting.mustBe(EXPECTED, "choose one of these forms");
    return Optional.empty();
  }

  /** The guest is in a network of others, where nobody translates its packets. */
  private Optional<NetworkBackend> named(String kind, String name, NetworkBackend backend) {
    if (!isDeviceName(name)) {
      setting.mustBe(
          kind + " and the name of a network device",
          "write it as ip link shows it: at most 15 characters, none of them a slash, a colon or"
              + " white space");
      return Optional.empty();
    }
    refuse(VariableCatalog.NET_USER_EXTRA, "which is text for qemu's user network only");
    refuse(VariableCatalog.PORTS, "for the guest has an address of its own there");
    return Optional.of(backend);
  }

  /** As the kernel has it (dev_valid_name of net/core/dev.c), and in ASCII. */
  static boolean isDeviceName(String name) {
    if (name.isEmpty() || name.length() > LONGEST_NAME || name.equals(".") || name.equals("..")) {
      return false;
    }
    for (int index = 0; index < name.length(); index++) {
      char letter = name.charAt(index);
      if (letter <= ' ' || letter > '~' || letter == '/' || letter == ':') {
        return false;
      }
    }
    return true;
  }

  private void refuse(Variable variable, String why) {
    Optional<Setting> other = settings.find(variable);
    if (other.isPresent()) {
      other
          .get()
          .mustBe(
              "left out when QEMU_NET is " + Quoted.of(setting.text()),
              why,
              "remove one of the two");
    }
  }
}
