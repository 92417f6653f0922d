package dev.qemupod.supervisor.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Words come back however they were quoted. */
class ShellWordsPropertyTest {
  /** A way to write a word, and the word. */
  record Quoting(String written, String word) {}

  @Property(tries = 1000)
  void wordsComeBackHoweverTheyWereQuoted(
      @ForAll("words") List<Quoting> words, @ForAll("blanks") String blank) {
    assertEquals(
        Optional.of(words.stream().map(Quoting::word).toList()), split(written(words, blank)));
  }

  @Property(tries = 500)
  void qemuGetsThemFromTheEnvironment(
      @ForAll("words") List<Quoting> words, @ForAll("blanks") String blank) {
    List<String> expected = words.stream().map(Quoting::word).toList();
    VmConfig config =
        Reading.config("QEMU_HDA=/tmp/disk", "QEMU_EXTRA_ARGS=" + written(words, blank));
    assertEquals(expected, config.extraArguments());
  }

  @Property(tries = 1000)
  void anyTextIsWordsOrAProblem(@ForAll("text") String text) {
    for (String word : split(text).orElse(List.of())) {
      assertEquals(true, word.length() <= text.length());
    }
  }

  @Provide
  Arbitrary<List<Quoting>> words() {
    Arbitrary<String> text =
        Arbitraries.oneOf(
            Arbitraries.strings().withChars("ab-,=. \t\n'\"\\$`#*~;&|ä水").ofMaxLength(6),
            Arbitraries.strings().all().ofMaxLength(6));
    Arbitrary<Quoting> part =
        Combinators.combine(text, Arbitraries.integers().between(0, 2))
            .as((word, style) -> new Quoting(quoted(word, style), word));
    return part.list()
        .ofMinSize(1)
        .ofMaxSize(3)
        .map(
            parts ->
                new Quoting(
                    String.join("", parts.stream().map(Quoting::written).toList()),
                    String.join("", parts.stream().map(Quoting::word).toList())))
        .list()
        .ofMinSize(1)
        .ofMaxSize(4);
  }

  @Provide
  Arbitrary<String> blanks() {
    return Arbitraries.of(" ", "\n", "\t", "  \n", " \\\n ");
  }

  @Provide
  Arbitrary<String> text() {
    return Arbitraries.oneOf(
        Arbitraries.strings().all().ofMaxLength(20),
        Arbitraries.strings().withChars("a '\"\\\n$").ofMaxLength(12));
  }

  private static String written(List<Quoting> words, String blank) {
    return String.join(blank, words.stream().map(Quoting::written).toList());
  }

  /** As POSIX's XCU 2.2 has it; a backslash can not quote a new line, nor the empty word. */
  private static String quoted(String word, int style) {
    if (style == 0) {
      return "'" + word.replace("'", "'\\''") + "'";
    }
    StringBuilder text = new StringBuilder();
    for (int index = 0; index < word.length(); index++) {
      char letter = word.charAt(index);
      boolean special = style == 2 || "\"\\$`".indexOf(letter) >= 0;
      text.append(style == 2 && letter == '\n' ? "'" : special ? "\\" : "").append(letter);
      text.append(style == 2 && letter == '\n' ? "'" : "");
    }
    return style == 1 || word.isEmpty() ? "\"" + text + "\"" : text.toString();
  }

  private static Optional<List<String>> split(String text) {
    ProblemCollector problems = new ProblemCollector();
    Setting setting = new Setting("QEMU_X", text, problems);
    Optional<List<String>> words = setting.take(ShellWords.split(text));
    assertEquals(words.isPresent(), problems.problems().errors().isEmpty());
    problems.problems().errors().forEach(Told::assertSentence);
    return words;
  }
}
