package dev.qemupod.supervisor.cli;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.qemupod.supervisor.config.Variable;
import dev.qemupod.supervisor.config.VariableCatalog;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The text of {@code --help}. */
class HelpTextTest {
  private static final String TEXT = HelpText.text();

  @Test
  void noLineIsLongerThanATerminal() {
    for (String line : TEXT.lines().toList()) {
      assertTrue(line.length() <= 100, line);
      assertTrue(line.equals(line.stripTrailing()), line);
    }
  }

  @Test
  void everyVariableIsInIt() {
    for (Variable variable : VariableCatalog.all()) {
      String name = variable.name();
      boolean furtherDisk = name.startsWith("QEMU_HD") && !name.startsWith("QEMU_HDA");
      String shown = furtherDisk ? name.substring(0, "QEMU_HDB".length()) : name;
      assertTrue(TEXT.contains(shown), name);
    }
  }

  @Test
  void everyCommandIsInIt() {
    for (String command : List.of("plan", "check", "demo", "health", "--help", "--version")) {
      assertTrue(TEXT.contains(" " + command), command);
    }
  }
}
