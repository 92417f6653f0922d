package dev.qemupod.supervisor.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What every variable owes its readers. */
class VariableCatalogTest {
  static final List<Variable> ALL = VariableCatalog.all();

  @ParameterizedTest
  @FieldSource("ALL")
  void aVariableIsNamedOnceAndDescribedInSentences(Variable variable) {
    assertTrue(variable.name().matches("QEMU_[A-Z_]+(256)?"), variable.name());
    assertTrue(variable.meaning().endsWith("."), variable.meaning());
    assertEquals(0, variable.meaning().chars().filter(letter -> letter == '`').count() % 2);
    assertEquals(
        ALL.indexOf(variable), VariableCatalog.position(variable.name()), "two have this name");
  }

  /** The names of tianon/qemu's start-qemu: a pod spec must move by changing its image. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "ARCH",
        "BIN",
        "CPU",
        "RAM",
        "HDA",
        "HDA_SIZE",
        "CDROM",
        "BOOT",
        "PORTS",
        "NO_SSH",
        "NET_USER_EXTRA",
        "NO_NET",
        "NO_SERIAL",
        "NO_VNC"
      })
  void everyNameOfTianonQemuIsRead(String name) {
    HashSet<String> names = new HashSet<>();
    ALL.forEach(variable -> names.add(variable.name()));
    assertTrue(names.contains("QEMU_" + name));
  }
}
