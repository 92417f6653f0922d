package dev.qemupod.supervisor.config;

import java.util.Optional;

/**
 * A variable that is set, and where to say what is wrong with it.
 *
 * @param name the name as the user wrote it
 * @param text its value, without white space around it
 */
record Setting(String name, String text, ProblemCollector problems) {
  /** The value a parser found; otherwise its complaint becomes a problem. */
  <T> Optional<T> take(Parsed<T> parsed) {
    return parsed.orReport(this);
  }

  /** This setting with only a part of its value, so that a message shows just that. */
  Setting part(String word) {
    return new Setting(name, word, problems);
  }

  /** Whether the value is an address rather than a path; of what kind is for its reader to say. */
  boolean isUrl() {
    return text.contains("://");
  }

  /** Reports the one sentence every problem is written in. */
  void mustBe(String expected, String fix) {
    mustBe(expected, "", fix);
  }

  /**
   * Reports the sentence with a remark after the value.
   *
   * @param detail such as {@code "which does not exist"}; may be empty
   */
  void mustBe(String expected, String detail, String fix) {
    String remark = detail.isEmpty() ? "" : ", " + detail;
    mustBeInstead(expected, Quoted.of(Quoted.withoutCredentials(text)) + remark, fix);
  }

  /** Reports the sentence with words in place of a value that must not be printed. */
  void mustBeInstead(String expected, String was, String fix) {
    problems.error(name, "must be " + expected + ", but was " + was + "; " + fix);
  }
}
