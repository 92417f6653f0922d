package dev.qemupod.supervisor.config;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads {@code QEMU_FW_CFG}, one entry a line.
 *
 * <p>The limits are qemu's (docs/specs/fw_cfg.rst, hw/nvram/fw_cfg.c): names up to 55 bytes, no
 * name twice; and since qemu aborts without a word at about 18 entries, ten are the limit here.
 * Values may be secret: no message shows one.
 */
final class FwCfgParser {
  private static final int MOST_ENTRIES = 10;
  private static final int LONGEST_NAME = 55;
  private static final String EXPECTED =
      "lines of name=opt/org.example/key,file=/path or name=opt/org.example/key,string=text";

  private final Setting setting;
  private final boolean ignition;
  private final ArrayList<FwCfgEntry> entries = new ArrayList<>();
  private int lineNumber;
  private int used;

  private FwCfgParser(Setting setting, boolean ignition) {
    this.setting = setting;
    this.ignition = ignition;
  }

  /**
   * The entries of every good line.
   *
   * @param ignition whether the names Ignition uses are taken
   */
  static List<FwCfgEntry> parse(Setting setting, boolean ignition) {
    return new FwCfgParser(setting, ignition).parse();
  }

  private List<FwCfgEntry> parse() {
    String text = setting.text();
    int start = 0;
    while (start <= text.length()) {
      int end = text.indexOf('\n', start);
      end = end < 0 ? text.length() : end;
      lineNumber++;
      String line = text.substring(start, end).strip();
      if (!line.isEmpty()) {
        used++;
        parseLine(line);
      }
      start = end + 1;
    }
    if (used > MOST_ENTRIES) {
      setting.mustBeInstead(
          "at most " + MOST_ENTRIES + " lines",
          used + " lines",
          "put several values into one file");
    }
    return entries;
  }

  private void parseLine(String line) {
    int comma = line.indexOf(',');
    boolean named = line.startsWith("name=") && comma > 0;
    String rest = named ? line.substring(comma + 1) : "";
    boolean file = rest.startsWith("file=");
    if (!named || (!file && !rest.startsWith("string="))) {
      complain(EXPECTED, "something else", "begin with name=, then one of ,file= and ,string=");
      return;
    }
    String name = line.substring("name=".length(), comma);
    String value = rest.substring(rest.indexOf('=') + 1);
    if (!checkName(name)) {
      return;
    }
    if (value.isEmpty()) {
      complain(EXPECTED, "no value for " + Quoted.of(name), "write it after the equals sign");
    } else if (file) {
      Optional<java.nio.file.Path> path =
          FileChecks.readable(
              setting.part(value), "the path of a readable file in line " + lineNumber);
      if (path.isPresent()) {
        entries.add(new FwCfgEntry(name, new Content.InFile(setting.name(), path.get())));
      }
    } else {
      entries.add(new FwCfgEntry(name, new Content.Inline(setting.name(), value)));
    }
  }

  private boolean checkName(String name) {
    String quoted = Quoted.of(name);
    if (!name.startsWith("opt/") || name.length() == "opt/".length() || !isPlain(name)) {
      complain(
          "entries with names such as opt/org.example/key", quoted, "begin the name with opt/");
    } else if (name.getBytes(StandardCharsets.UTF_8).length > LONGEST_NAME) {
      complain(
          "entries with names of at most " + LONGEST_NAME + " characters",
          quoted,
          "shorten it by " + (name.length() - LONGEST_NAME));
    } else if (isTaken(name)) {
      complain("entries with different names", quoted + " again", "rename one of them");
    } else if (ignition && isIgnitionName(name)) {
      complain(
          "entries QEMU_IGNITION does not make itself",
          quoted,
          "remove the line, or QEMU_IGNITION");
    } else {
      return true;
    }
    return false;
  }

  private boolean isTaken(String name) {
    for (FwCfgEntry entry : entries) {
      if (entry.name().equals(name)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isIgnitionName(String name) {
    return name.equals("opt/com.coreos/config") || name.equals("opt/org.flatcar-linux/config");
  }

  private static boolean isPlain(String name) {
    for (int index = 0; index < name.length(); index++) {
      if (name.charAt(index) <= ' ' || name.charAt(index) > '~') {
        return false;
      }
    }
    return true;
  }

  private void complain(String expected, String was, String fix) {
    setting.mustBeInstead(expected, was + " in line " + lineNumber, fix);
  }
}
