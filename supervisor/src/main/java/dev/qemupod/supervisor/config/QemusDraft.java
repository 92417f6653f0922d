package dev.qemupod.supervisor.config;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** The translation of an environment of qemus/qemu while it is made. */
final class QemusDraft {
  private static final String[] ON = {"y", "yes", "true", "1", "on", "enable", "enabled"};
  private static final String[] OFF = {
    "n", "no", "none", "false", "0", "off", "disable", "disabled"
  };

  /** A switch, which may be unset. */
  enum Switch {
    UNSET,
    ON,
    OFF
  }

  private final Map<String, String> given;
  private final Path root;
  private final HashMap<String, String> translated;
  private final HashMap<String, String> writtenAs = new HashMap<>();
  private final ProblemCollector problems = new ProblemCollector();
  private final StringBuilder arguments = new StringBuilder();

  QemusDraft(Map<String, String> given, Path root) {
    this.given = given;
    this.root = root;
    this.translated = new HashMap<>(given);
  }

  /** Where the file system begins. */
  Path root() {
    return root;
  }

  /**
   * The value as qemus/qemu reads it: without white space and one pair of quotes around it. Empty:
   * not set.
   *
   * <p>A Service named {@code web} or {@code vnc} makes Kubernetes set {@code WEB_PORT} or {@code
   * VNC_PORT} to an address; that is not the user's.
   */
  String value(String name) {
    String value = given.get(name);
    if (value == null || ServiceLinks.isOne(name, value)) {
      return "";
    }
    return unquoted(value.strip()).strip();
  }

  /** The value in lower case, for words. */
  String word(String name) {
    return value(name).toLowerCase(Locale.ROOT);
  }

  boolean isSet(String name) {
    return !value(name).isEmpty();
  }

  /** Whether the user has set this variable of the catalog. */
  boolean isExplicit(String variable) {
    String value = given.get(variable);
    return value != null && !value.isEmpty();
  }

  /** A switch; what is neither on nor off is refused. */
  Switch flag(String name) {
    String word = word(name);
    if (word.isEmpty()) {
      return Switch.UNSET;
    }
    if (isOneOf(word, ON)) {
      return Switch.ON;
    }
    if (isOneOf(word, OFF)) {
      return Switch.OFF;
    }
    refuse(name, "Y or N", "write one of these");
    return Switch.UNSET;
  }

  /** Whether the value is one of the words for "off". */
  boolean isOff(String name) {
    return isOneOf(word(name), OFF);
  }

  /** Whether the value is one of the words for "on". */
  boolean isOn(String name) {
    return isOneOf(word(name), ON);
  }

  /** What the user wrote under a name becomes the value of a variable, unless that is set too. */
  void map(String name, String variable, String value) {
    if (isExplicit(variable)) {
      problems.warning(
          name, "is not used, because " + variable + " is set too; remove one of them");
      return;
    }
    imply(name, variable, value);
  }

  /** As {@link #map}, for what the user did not write; the name is that which would change it. */
  void imply(String name, String variable, String value) {
    if (!isExplicit(variable)) {
      translated.put(variable, value);
      writtenAs.put(variable, name);
    }
  }

  /** Words for qemu's command line, beside those the user gives in this program's own variable. */
  void argument(String name, String... words) {
    for (String word : words) {
      arguments.append(arguments.isEmpty() ? "" : " ").append(shellWord(word));
    }
    writtenAs.putIfAbsent(VariableCatalog.EXTRA_ARGS.name(), name);
  }

  /** The name can not be obeyed as it is. */
  void refuse(String name, String expected, String fix) {
    refuse(name, expected, "", fix);
  }

  /** As {@link #refuse(String, String, String)}, with a remark on the value. */
  void refuse(String name, String expected, String detail, String fix) {
    new Setting(name, value(name), problems).mustBe(expected, detail, fix);
  }

  /** As {@link #refuse(String, String, String)}, with words in place of a value that is not set. */
  void refuseInstead(String name, String expected, String was, String fix) {
    new Setting(name, "", problems).mustBeInstead(expected, was, fix);
  }

  /** A switch that is on, for something that is not here. */
  void refuseOn(String name, String why, String fix) {
    if (flag(name) == Switch.ON) {
      refuse(name, "N", why, fix);
    }
  }

  /** Tells something of a name that is obeyed. */
  void warn(String name, String message) {
    problems.warning(name, message);
  }

  /** The name is for something that is not here, and that no guest can see. */
  void noEffect(String name, String why) {
    if (isSet(name)) {
      problems.warning(name, "has no effect, because " + why + "; remove it");
    }
  }

  Translation finish() {
    String variable = VariableCatalog.EXTRA_ARGS.name();
    if (!arguments.isEmpty()) {
      if (isExplicit(variable)) {
        // In front: what the user wrote may end in a backslash.
        arguments.append(' ').append(given.get(variable));
        writtenAs.remove(variable);
      }
      translated.put(variable, arguments.toString());
    }
    return new Translation(translated, writtenAs, problems.problems());
  }

  private static String unquoted(String text) {
    int start = 0;
    int end = text.length();
    for (char quote : new char[] {'"', '\''}) {
      start += start < end && text.charAt(start) == quote ? 1 : 0;
      end -= start < end && text.charAt(end - 1) == quote ? 1 : 0;
    }
    return text.substring(start, end);
  }

  private static boolean isOneOf(String word, String[] words) {
    for (String each : words) {
      if (each.equals(word)) {
        return true;
      }
    }
    return false;
  }

  /** The word as {@link ShellWords} reads it. */
  private static String shellWord(String word) {
    return "'" + word.replace("'", "'\\''") + "'";
  }
}
