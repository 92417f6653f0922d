package dev.qemupod.supervisor.log;

/** Writes JSON text without a library, so that a log line or a health answer loads none. */
public final class JsonText {
  private JsonText() {}

  /** The text as a JSON string literal, quotes included (RFC 8259, section 7). */
  public static String quote(String text) {
    StringBuilder quoted = new StringBuilder(text.length() + 2).append('"');
    for (int index = 0; index < text.length(); index++) {
      appendEscaped(quoted, text.charAt(index));
    }
    return quoted.append('"').toString();
  }

  private static void appendEscaped(StringBuilder target, char character) {
    switch (character) {
      case '"' -> target.append("\\\"");
      case '\\' -> target.append("\\\\");
      case '\n' -> target.append("\\n");
      case '\r' -> target.append("\\r");
      case '\t' -> target.append("\\t");
      default -> {
        if (character < 0x20 || character == 0x7f || Character.isSurrogate(character)) {
          target.append("\\u");
          for (int shift = 12; shift >= 0; shift -= 4) {
            target.append(Character.forDigit((character >> shift) & 0xf, 16));
          }
        } else {
          target.append(character);
        }
      }
    }
  }
}
