package dev.qemupod.supervisor.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;

/** Any environment in the names of qemus/qemu is translated or refused. */
class QemusNamesPropertyTest {
  /** Names that stand in problems though nobody wrote them: they are what is missing. */
  private static final Set<String> MISSING =
      Set.of("BOOT", "STORAGE", "BOOT_MODE", "DISK_SIZE", "NETWORK", "QEMU_IMAGE_DIR");

  private static final EnvReader READER = new EnvReader(Reading.ROOT);

  @Property(tries = 500)
  void everyProblemIsASentenceAboutANameOfTheUser(
      @ForAll("environments") Map<String, String> environment) {
    environment.put("QEMU_COMPAT", "qemus");
    ConfigResult result = READER.read(environment, List.of());
    assertEquals(result.problems().errors().isEmpty(), result.config().isPresent());
    for (Problem error : result.problems().errors()) {
      assertTrue(
          environment.containsKey(error.variable()) || MISSING.contains(error.variable()),
          error::toString);
      Told.assertSentence(error);
    }
    result.problems().warnings().forEach(Told::assertPlain);
  }

  @Property(tries = 500)
  void whatIsSetInThisProgramsNamesStaysAndNoOtherNameIsMade(
      @ForAll("environments") Map<String, String> environment) {
    Map<String, String> own = new HashMap<>(environment);
    own.keySet().removeIf(name -> !name.startsWith("QEMU_"));
    own.values().removeIf(String::isEmpty);
    Translation translation = QemusNames.translate(environment, Path.of("/"));
    for (Map.Entry<String, String> each : own.entrySet()) {
      String value = translation.environment().getOrDefault(each.getKey(), "");
      assertTrue(value.endsWith(each.getValue()), each::toString);
      assertFalse(translation.writtenAs().containsKey(each.getKey()), each::toString);
    }
    for (String name : translation.environment().keySet()) {
      boolean known = VariableCatalog.position(name) < VariableCatalog.all().size();
      assertTrue(known || environment.containsKey(name), name);
    }
    assertTrue(translation.environment().keySet().containsAll(translation.writtenAs().keySet()));
  }

  @Property(tries = 500)
  void argumentsAreSplitAtWhiteSpaceAndNowhereElse(@ForAll("words") List<String> words) {
    String arguments = String.join(" ", words);
    Translation translation =
        QemusNames.translate(Map.of("ARGUMENTS", "-x " + arguments + " -y"), Path.of("/"));
    List<String> expected = new ArrayList<>(words);
    expected.addFirst("-x");
    expected.addLast("-y");
    Setting setting = new Setting("X", "", new ProblemCollector());
    assertEquals(
        Optional.of(expected),
        setting.take(
            ShellWords.split(translation.environment().getOrDefault("QEMU_EXTRA_ARGS", ""))));
  }

  @Property(tries = 500)
  void aSizeIsTheSameNumberOfBytes(
      @ForAll @IntRange(min = 1, max = 99_999) int whole,
      @ForAll @IntRange(min = 0, max = 99) int hundredths,
      @ForAll("units") String unit) {
    String number = hundredths == 0 ? "" + whole : whole + "." + hundredths;
    int power = "KMGT".indexOf(Character.toUpperCase(unit.charAt(0))) + 1;
    long bytes =
        new BigDecimal(number)
            .multiply(BigDecimal.valueOf(1L << (10 * power)))
            .setScale(0, RoundingMode.CEILING)
            .longValueExact();
    String quantity = QemusSize.memory(number + unit).orElseThrow();
    assertEquals(quantity, QemusSize.disk(" " + number + " " + unit).orElseThrow());
    Setting setting = new Setting("X", "", new ProblemCollector());
    if (bytes >= 2 << 20) {
      assertEquals(
          Optional.of(bytes), setting.take(Quantity.parse(quantity, Quantity.Kind.MEMORY)));
    }
  }

  @Property(tries = 500)
  void anyOtherTextIsNoSize(@ForAll @AlphaChars @StringLength(max = 4) String text) {
    assertEquals(Optional.empty(), QemusSize.memory(text));
    assertEquals(Optional.empty(), QemusSize.disk("." + text));
  }

  @Provide
  Arbitrary<String> units() {
    return Arbitraries.of("k", "M", "mb", "G", "GB", "gib", "T", "Ti");
  }

  @Provide
  Arbitrary<List<String>> words() {
    Arbitrary<String> word =
        Arbitraries.strings()
            .withChars("aZ0-,=.'\"\\$*?[]{}~#;|&()<>!`")
            .ofMinLength(1)
            .ofMaxLength(8);
    return word.list().ofMaxSize(6);
  }

  @Provide
  Arbitrary<Map<String, String>> environments() {
    List<String> names = new ArrayList<>(QemusNamesTest.DOCUMENTED);
    names.addAll(List.of("QEMU_RAM", "QEMU_HDA", "QEMU_HDC", "QEMU_PORTS", "QEMU_EXTRA_ARGS"));
    Arbitrary<String> texts =
        Arbitraries.oneOf(
            Arbitraries.of(
                "Y",
                "N",
                "none",
                "max",
                "half",
                "2G",
                "64",
                "qcow2",
                "raw",
                "user",
                "nat",
                "22,80",
                "https://u:p@example.org/a.iso",
                "https://example.org/a.img.gz",
                "172.30.0.5",
                "52:54:00:00:00:01",
                "-usb",
                "/dev/null",
                "/nowhere/x",
                "\"",
                " ",
                "\u0000",
                "''"),
            Arbitraries.strings().all().ofMaxLength(6));
    return Combinators.combine(Arbitraries.of(names), texts)
        .as(Tuple::of)
        .list()
        .ofMaxSize(8)
        .map(
            list -> {
              Map<String, String> environment = new HashMap<>();
              list.forEach(each -> environment.put(each.get1(), each.get2()));
              return environment;
            });
  }
}
