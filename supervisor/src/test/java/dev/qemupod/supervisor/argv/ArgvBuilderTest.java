package dev.qemupod.supervisor.argv;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.qemupod.supervisor.machine.MachineSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Compares command lines with the golden files in {@code src/test/resources/argv}.
 *
 * <p>After a wanted change, {@code -Dgolden.write=true} writes them anew; read the difference.
 */
final class ArgvBuilderTest {
  private static final Path GOLDEN = Path.of("src/test/resources/argv");
  private static final ArgvVariants VARIANTS =
      new ArgvVariants(Path.of("/vm"), Path.of("/usr/share"));

  static Stream<String> variants() {
    return VARIANTS.all().keySet().stream();
  }

  @ParameterizedTest
  @MethodSource("variants")
  void theCommandLineIsTheGoldenFile(String variant) throws IOException {
    String actual = lines(build(variant));
    Path golden = GOLDEN.resolve(variant + ".txt");
    if (Boolean.getBoolean("golden.write")) {
      Files.createDirectories(GOLDEN);
      Files.writeString(golden, actual);
    }
    assertEquals(Files.readString(golden), actual, "differs from " + golden);
  }

  @Test
  void everyGoldenFileHasItsVariant() throws IOException {
    try (Stream<Path> files = Files.list(GOLDEN)) {
      assertEquals(
          VARIANTS.all().keySet().stream().map(name -> name + ".txt").collect(Collectors.toSet()),
          files.map(file -> file.getFileName().toString()).collect(Collectors.toSet()));
    }
  }

  @ParameterizedTest
  @MethodSource("variants")
  void everyDiskFormatIsNamed(String variant) {
    List<String> words = build(variant).words();
    for (int index = 0; index < words.size(); index++) {
      if (words.get(index).equals("-blockdev")) {
        assertTrue(words.get(index + 1).contains("\"driver\":"), words.get(index + 1));
      }
    }
    assertFalse(words.contains("-drive"), "-drive would have qemu guess the format");
  }

  @ParameterizedTest
  @MethodSource("variants")
  void anOptionThatCountsOnceIsGivenOnce(String variant) {
    TreeSet<String> seen = new TreeSet<>();
    for (String word : build(variant).words()) {
      boolean repeatable =
          List.of("-device", "-blockdev", "-chardev", "-object", "-qmp", "-fw_cfg").contains(word);
      assertTrue(!word.startsWith("-") || repeatable || seen.add(word), word + " is repeated");
    }
  }

  @Test
  void withoutNetworkThereIsNeitherNicNorNetdev() {
    String words = String.join(" ", build("x86_64-no-net").words());
    assertFalse(words.contains("net"), words);
  }

  @Test
  void extraArgumentsComeLastAndUnchanged() {
    List<String> extra = List.of("-vnc", "127.0.0.1:1", "-device", "a,b=c d");
    List<String> words = ArgvBuilder.build("qemu", VARIANTS.get("x86_64-tcg"), extra).words();
    assertEquals(extra, words.subList(words.size() - extra.size(), words.size()));
  }

  private static QemuArgv build(String variant) {
    MachineSpec spec = VARIANTS.get(variant);
    return ArgvBuilder.build("qemu-system-" + spec.arch().qemuName(), spec, List.of());
  }

  /** One option with its value a line. */
  private static String lines(QemuArgv argv) {
    StringBuilder text = new StringBuilder();
    for (String word : argv.words()) {
      if (!text.isEmpty()) {
        text.append(word.startsWith("-") ? '\n' : ' ');
      }
      text.append(word);
    }
    return text.append('\n').toString();
  }
}
