package dev.qemupod.supervisor.log;

/** Writes JSON text without a library, so that a log line or a health answer loads none. */
public final class JsonText {
  private JsonText() {}

  /** The text as a JSON string literal, quotes included (RFC 8259, section 7). */
  public static String quote(String text) {
    StringBuilder quoted = new StringBuilder(text.length() + 2);
    appendQuoted(quoted, text);
    return quoted.toString();
  }

  static void appendQuoted(StringBuilder target, String text) {
    target.append('"');
    for (int index = 0; index < text.length(); index++) {
      appendEscaped(target, text.charAt(index));
    }
    target.append('"');
  }

  private static void appendEscaped(StringBuilder target, char character) {
    switch (character) {
      case '"' -> target.append("\\\"");
      case '\\' -> target.append("\\\\");
      case '\n' -> target.append("\\n");
      case '\r' -> target.append("\\r");
      case '\t' -> target.append("\\t");
      default -> {
        // A lone surrogate has no UTF-8 form; escaped, both a pair and a half survive.
        if (LogText.isHarmful(character) || Character.isSurrogate(character)) {
          appendUnicodeEscape(target, character);
        } else {
          target.append(character);
        }
      }
    }
  }

  static void appendUnicodeEscape(StringBuilder target, char character) {
    target.append("\\u");
    for (int shift = 12; shift >= 0; shift -= 4) {
      target.append(Character.forDigit((character >> shift) & 0xf, 16));
    }
  }
}
