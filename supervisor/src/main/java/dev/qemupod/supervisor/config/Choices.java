package dev.qemupod.supervisor.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A variable that takes one of a few words, in any case. */
final class Choices<T> {
  private final ArrayList<String> words = new ArrayList<>();
  private final ArrayList<T> values = new ArrayList<>();
  private final ArrayList<String> shown = new ArrayList<>();
  private final ArrayList<String> hints = new ArrayList<>();

  /** Adds a word that messages list. */
  Choices<T> with(String word, T value) {
    shown.add(word);
    return alias(word, value);
  }

  /** Adds a second spelling. */
  Choices<T> alias(String word, T value) {
    words.add(word);
    values.add(value);
    return this;
  }

  /** Names a word that is no choice, but whose writer clearly means one. */
  Choices<T> hint(String typed, String meant) {
    hints.add(typed);
    hints.add(meant);
    return this;
  }

  Parsed<T> parse(String text) {
    for (int index = 0; index < words.size(); index++) {
      if (words.get(index).equalsIgnoreCase(text)) {
        return Parsed.value(values.get(index));
      }
    }
    return Parsed.rejected(enumerate(shown), fix(text));
  }

  private String fix(String text) {
    for (int index = 0; index < hints.size(); index += 2) {
      if (hints.get(index).equalsIgnoreCase(text)) {
        return "write " + hints.get(index + 1);
      }
    }
    String nearest = EditDistance.nearest(text.toLowerCase(Locale.ROOT), shown);
    return EditDistance.isSlip(text.toLowerCase(Locale.ROOT), nearest)
        ? "did you mean \"" + nearest + "\"?"
        : "choose one of these";
  }

  private static String enumerate(List<String> words) {
    StringBuilder list = new StringBuilder(words.get(0));
    for (int index = 1; index < words.size(); index++) {
      list.append(index == words.size() - 1 ? " or " : ", ").append(words.get(index));
    }
    return list.toString();
  }
}
