package dev.qemupod.supervisor.argv;

import java.util.ArrayList;
import java.util.List;

/** The command line while it is being written. */
final class Words {
  private final List<String> words = new ArrayList<>();

  /** A word of its own: the binary, or an option without a value. */
  Words add(String word) {
    words.add(word);
    return this;
  }

  /** An option and its value. */
  Words add(String option, String value) {
    words.add(option);
    words.add(value);
    return this;
  }

  Words add(String option, JsonOption value) {
    return add(option, value.toString());
  }

  Words addAll(List<String> more) {
    words.addAll(more);
    return this;
  }

  QemuArgv toArgv() {
    return new QemuArgv(words);
  }

  /**
   * The text as a value inside {@code key=value,...}: commas doubled.
   *
   * <p>QemuOpts and keyval syntax both end a value at a single comma (qemu's manual, "Options").
   */
  static String value(String text) {
    return text.replace(",", ",,");
  }
}
