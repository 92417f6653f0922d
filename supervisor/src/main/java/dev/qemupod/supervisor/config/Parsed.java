package dev.qemupod.supervisor.config;

import java.util.Optional;

/** What a parser made of a text: a value, or the words that say why there is none. */
sealed interface Parsed<T> {
  /** The value; without one, the reason is reported as a problem of the setting. */
  Optional<T> orReport(Setting setting);

  /** The text was understood. */
  static <T> Parsed<T> value(T value) {
    return new Value<>(value);
  }

  /**
   * The text was not understood.
   *
   * @param expected what follows "must be"
   * @param fix what the user should do
   */
  static <T> Parsed<T> rejected(String expected, String fix) {
    return new Rejected<>(expected, "", fix);
  }

  /** As {@link #rejected(String, String)}, with what is wrong with the value said after it. */
  static <T> Parsed<T> rejected(String expected, String detail, String fix) {
    return new Rejected<>(expected, detail, fix);
  }

  /** A value. */
  record Value<T>(T value) implements Parsed<T> {
    @Override
    public Optional<T> orReport(Setting setting) {
      return Optional.of(value);
    }
  }

  /** No value, and the parts of the sentence that says so. */
  record Rejected<T>(String expected, String detail, String fix) implements Parsed<T> {
    @Override
    public Optional<T> orReport(Setting setting) {
      setting.mustBe(expected, detail, fix);
      return Optional.empty();
    }
  }
}
