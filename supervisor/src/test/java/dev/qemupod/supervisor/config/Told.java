package dev.qemupod.supervisor.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import java.util.function.Function;

/** What a parser must do with any text: give a value, or tell what is wrong in a good sentence. */
final class Told {
  private Told() {}

  /** The value; without one, there must be one problem, and it must show the text. */
  static <T> Optional<T> of(String text, Function<Setting, Optional<T>> parser) {
    ProblemCollector collector = new ProblemCollector();
    Optional<T> value = parser.apply(new Setting("QEMU_X", text, collector));
    Problems problems = collector.problems();
    if (value.isPresent()) {
      assertEquals(Problems.none(), problems);
      return value;
    }
    assertEquals(1, problems.errors().size());
    Problem problem = problems.errors().getFirst();
    assertSentence(problem);
    assertTrue(problem.message().contains("but was " + Quoted.of(text)), problem::toString);
    return value;
  }

  /** One line: what it must be, what it was, and the fix. */
  static void assertSentence(Problem problem) {
    String message = problem.message();
    assertTrue(message.startsWith("must be "), problem::toString);
    assertTrue(message.indexOf(", but was ") < message.lastIndexOf("; "), problem::toString);
    assertPlain(problem);
  }

  /** Nothing a terminal would obey. */
  static void assertPlain(Problem problem) {
    assertFalse(
        problem.toString().chars().anyMatch(Character::isISOControl),
        () -> Quoted.of(problem.toString()));
  }
}
