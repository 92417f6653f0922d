package dev.qemupod.supervisor.config;

import java.nio.file.Path;

/** Content given either by {@code X} or by its twin {@code X_FILE}. */
public sealed interface Content {
  /** The variable that gave it, for messages. */
  String variable();

  /** The content itself, from the environment. It may be secret: never log it. */
  record Inline(String variable, String text) implements Content {
    @Override
    public String toString() {
      return "Inline[" + variable + ", " + text.length() + " characters]";
    }
  }

  /** A file that holds the content. */
  record InFile(String variable, Path path) implements Content {}
}
