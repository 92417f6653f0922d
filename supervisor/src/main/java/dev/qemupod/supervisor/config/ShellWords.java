package dev.qemupod.supervisor.config;

import java.util.ArrayList;
import java.util.List;

/**
 * Splits text into words as a POSIX shell does (XCU 2.2, quoting), and does nothing else a shell
 * would: no variables, no commands, no patterns, no comments.
 */
final class ShellWords {
  private static final String EXPECTED = "words as a shell reads them";

  private final String text;
  private final ArrayList<String> words = new ArrayList<>();
  private final StringBuilder word = new StringBuilder();
  private boolean inWord;
  private int index;

  private ShellWords(String text) {
    this.text = text;
  }

  static Parsed<List<String>> split(String text) {
    return new ShellWords(text).split();
  }

  private Parsed<List<String>> split() {
    while (index < text.length()) {
      char letter = text.charAt(index++);
      boolean closed =
          switch (letter) {
            case '\'' -> readSingleQuoted();
            case '"' -> readDoubleQuoted();
            case '\\' -> readEscaped();
            default -> readPlain(letter);
          };
      if (!closed) {
        return letter == '\\'
            ? Parsed.rejected(EXPECTED, "which ends in a lone backslash", "write \\\\ for one")
            : Parsed.rejected(
                EXPECTED, "in which a quote (" + letter + ") is never closed", "close it");
      }
    }
    endWord();
    return Parsed.value(List.copyOf(words));
  }

  private boolean readPlain(char letter) {
    if (Character.isWhitespace(letter)) {
      endWord();
    } else {
      append(letter);
    }
    return true;
  }

  private boolean readEscaped() {
    if (index == text.length()) {
      return false;
    }
    char letter = text.charAt(index++);
    if (letter != '\n') {
      append(letter);
    }
    return true;
  }

  private boolean readSingleQuoted() {
    int close = text.indexOf('\'', index);
    if (close < 0) {
      return false;
    }
    word.append(text, index, close);
    inWord = true;
    index = close + 1;
    return true;
  }

  private boolean readDoubleQuoted() {
    inWord = true;
    while (index < text.length()) {
      char letter = text.charAt(index++);
      if (letter == '"') {
        return true;
      }
      boolean escape = letter == '\\' && index < text.length();
      if (escape && text.charAt(index) == '\n') {
        index++;
      } else if (escape && "\"\\$`".indexOf(text.charAt(index)) >= 0) {
        append(text.charAt(index++));
      } else {
        append(letter);
      }
    }
    return false;
  }

  private void append(char letter) {
    word.append(letter);
    inWord = true;
  }

  private void endWord() {
    if (inWord) {
      words.add(word.toString());
      word.setLength(0);
      inWord = false;
    }
  }
}
