package dev.qemupod.supervisor.argv;

import dev.qemupod.supervisor.machine.Device;
import java.util.Set;

/** The ids that generated devices, networks, block nodes and threads have. */
final class Identifiers {
  private static final Set<String> TAKEN =
      Set.of(
          "hda",
          "hdb",
          "hdc",
          "hdd",
          "cdrom",
          "scsi0",
          "io-hda",
          "io-hdb",
          "io-hdc",
          "io-hdd",
          "io-cdrom",
          NetworkOptions.ID,
          "nic0",
          "rng0",
          "entropy0",
          "balloon0",
          "pvpanic0",
          "console",
          Device.GuestAgent.ID,
          Device.IgnitionJournal.ID,
          "channels0",
          "watchdog0",
          Device.PluggableMemory.ID,
          Device.PluggableMemory.ID + "-backend",
          Device.Seed.ID,
          "io-" + Device.Seed.ID,
          MachineOption.CODE,
          MachineOption.VARIABLES);

  private Identifiers() {}

  static boolean isTaken(String identifier) {
    return TAKEN.contains(identifier);
  }

  /** The id an option's value gives to what it makes; empty: none. */
  static String in(String value) {
    return value.startsWith("{") ? inJson(value) : inText(value);
  }

  private static String inText(String value) {
    int start = 0;
    while (start <= value.length()) {
      int comma = value.indexOf(',', start);
      int end = comma < 0 ? value.length() : comma;
      for (String key : new String[] {"id=", "node-name="}) {
        if (value.startsWith(key, start)) {
          return value.substring(start + key.length(), end);
        }
      }
      start = end + 1;
    }
    return "";
  }

  /** Reads only as much JSON as a plain id needs: qemu itself reads it all. */
  private static String inJson(String value) {
    for (String key : new String[] {"\"id\"", "\"node-name\""}) {
      int found = value.indexOf(key);
      int open = found < 0 ? -1 : value.indexOf('"', found + key.length());
      int close = open < 0 ? -1 : value.indexOf('"', open + 1);
      if (close > 0) {
        return value.substring(open + 1, close);
      }
    }
    return "";
  }
}
