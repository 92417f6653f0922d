package dev.qemupod.supervisor.argv;

import dev.qemupod.supervisor.machine.Device;
import dev.qemupod.supervisor.machine.MachineSpec;

/**
 * In which order the firmware tries the devices.
 *
 * <p>SeaBIOS reads {@code -boot order=}, but no longer does once any device has a {@code bootindex}
 * (qemu's manual, "Managing device boot order with bootindex properties"). UEFI reads only {@code
 * bootindex}. So BIOS gets the user's text as it is, and UEFI gets its letters as indexes.
 */
final class BootOrder {
  private static final String DEFAULT_LETTERS = "cd";

  private final MachineSpec spec;
  private final boolean indexed;
  private final String letters;
  private final String option;

  private BootOrder(MachineSpec spec, boolean indexed, String letters, String option) {
    this.spec = spec;
    this.indexed = indexed;
    this.letters = letters;
    this.option = option;
  }

  static BootOrder of(MachineSpec spec) {
    String text = spec.bootOrder().orElse("");
    if (!spec.firmware().isUefi()) {
      return new BootOrder(spec, false, "", text);
    }
    String letters = "";
    StringBuilder rest = new StringBuilder();
    int start = 0;
    while (start < text.length()) {
      int comma = text.indexOf(',', start);
      int end = comma < 0 ? text.length() : comma;
      String part = text.substring(start, end);
      if (part.startsWith("order=")) {
        letters = part.substring("order=".length());
      } else if (part.indexOf('=') < 0) {
        letters = part;
      } else {
        rest.append(rest.isEmpty() ? "" : ",").append(part);
      }
      start = end + 1;
    }
    boolean direct = spec.kernel().isPresent();
    return new BootOrder(spec, !direct, letters + DEFAULT_LETTERS, rest.toString());
  }

  /** The value of {@code -boot}; empty: none. */
  String option() {
    return option;
  }

  /** The device's {@code bootindex}, from 0; -1: none. */
  int index(Device wanted) {
    if (!indexed) {
      return -1;
    }
    int index = 0;
    for (int position = 0; position < letters.length(); position++) {
      char letter = letters.charAt(position);
      if (letters.indexOf(letter) < position) {
        continue;
      }
      for (Device device : spec.devices()) {
        if (letter(device) == letter) {
          if (device.equals(wanted)) {
            return index;
          }
          index++;
        }
      }
    }
    return -1;
  }

  /** The letter of {@code -boot order=} that stands for the device. */
  private static char letter(Device device) {
    return switch (device) {
      case Device.Disk disk -> 'c';
      case Device.Cdrom cdrom -> 'd';
      case Device.Nic nic -> 'n';
      case Device.Balloon balloon -> ' ';
      case Device.Rng rng -> ' ';
      case Device.PanicNotifier notifier -> ' ';
      case Device.Console console -> ' ';
      case Device.GuestAgent agent -> ' ';
      case Device.IgnitionJournal journal -> ' ';
      case Device.Watchdog watchdog -> ' ';
      case Device.PluggableMemory memory -> ' ';
      case Device.Seed seed -> ' ';
    };
  }
}
