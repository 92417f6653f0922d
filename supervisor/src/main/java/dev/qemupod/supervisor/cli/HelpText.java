package dev.qemupod.supervisor.cli;

import dev.qemupod.supervisor.config.DiskVariables;
import dev.qemupod.supervisor.config.Variable;
import dev.qemupod.supervisor.config.VariableCatalog;
import java.util.List;

/** What {@code --help} prints: the commands, and every variable of the catalog. */
public final class HelpText {
  private static final int WIDTH = 100;
  private static final int MEANING_COLUMN = 27;

  private static final String COMMANDS =
      """
      qemu-pod runs a virtual machine in a container, sized from the container's limits.

      Usage: qemu-pod [command]

        (none)               run the virtual machine
        plan [--json]        print the sizing with its arithmetic and qemu's command line
        check                validate the configuration
        demo                 boot the guest that is part of the image
        health live|ready    ask the running supervisor, for HEALTHCHECK
        --help, --version    print this text, or the version
        -...                 run, and pass these arguments on to qemu

      plan and check start nothing and take arguments for qemu too. start-qemu, the command of
      tianon/qemu, runs the virtual machine.

      Exit codes: 0 the guest powered off or a requested stop ended cleanly, 1 internal error,
      2 bad command line, 69 a host facility is missing, 77 permission, 78 configuration,
      80 qemu failed to start, 81 qemu exited unexpectedly, 82 guest panic, 83 the guest ignored the
      shutdown and was killed, 84 guest rebooted with QEMU_ON_REBOOT=exit, 128+N qemu died of signal
      N.

      Everything else is set by environment variables. Sizes: 512Mi, 10Gi, 10G (as in qemu: GiB).
      Switches: 1, true, yes, on, y or 0, false, no, off, n.
      """;

  private HelpText() {}

  /** The whole text, no line longer than 100 characters. */
  public static String text() {
    StringBuilder text = new StringBuilder(COMMANDS);
    for (Variable.Group group : Variable.Group.values()) {
      appendGroup(text, group);
    }
    return text.toString();
  }

  private static void appendGroup(StringBuilder text, Variable.Group group) {
    text.append('\n').append(group.title()).append(":\n");
    for (Variable variable : VariableCatalog.all()) {
      if (variable.group() == group && !isFurtherDisk(variable)) {
        append(text, variable);
      }
    }
    if (group == Variable.Group.DISK) {
      text.append("  The same for QEMU_HDB, QEMU_HDC and QEMU_HDD.\n");
    }
  }

  /** The families of the second to the fourth disk would only repeat the first. */
  private static boolean isFurtherDisk(Variable variable) {
    DiskVariables first = VariableCatalog.DISKS.get(0);
    return variable.group() == Variable.Group.DISK
        && !variable.name().startsWith(first.path().name());
  }

  private static void append(StringBuilder text, Variable variable) {
    StringBuilder line = new StringBuilder("  ").append(variable.name());
    pad(line);
    String fallback =
        variable.fallback().equals("-") ? "" : " Default: " + variable.fallback() + ".";
    for (String word : words(variable.meaning() + fallback)) {
      if (line.length() + 1 + word.length() > WIDTH) {
        text.append(line).append('\n');
        line.setLength(0);
        pad(line);
      }
      line.append(line.length() > MEANING_COLUMN ? " " : "").append(word);
    }
    text.append(line).append('\n');
  }

  private static List<String> words(String markdown) {
    return List.of(markdown.replace("`", "").split(" ", -1));
  }

  private static void pad(StringBuilder line) {
    while (line.length() < MEANING_COLUMN) {
      line.append(' ');
    }
  }
}
