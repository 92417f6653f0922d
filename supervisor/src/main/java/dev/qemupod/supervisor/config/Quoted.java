package dev.qemupod.supervisor.config;

/**
 * Text from outside as it may stand in a message: in quotes, on one line, not too long, and with
 * nothing in it that a terminal would obey or a reader could not see.
 */
public final class Quoted {
  private static final int LONGEST = 100;

  private Quoted() {}

  /** The text in double quotes, escaped and cut. */
  public static String of(String text) {
    StringBuilder quoted = new StringBuilder(text.length() + 2).append('"');
    int shown = 0;
    int index = 0;
    while (index < text.length() && shown < LONGEST) {
      int codePoint = text.codePointAt(index);
      append(quoted, codePoint);
      index += Character.charCount(codePoint);
      shown++;
    }
    return quoted.append(index < text.length() ? "...\"" : "\"").toString();
  }

  /** The text as it is, if it may stand in a message without quotes; else as {@link #of}. */
  static String unlessPlain(String text) {
    String quoted = of(text);
    return quoted.equals("\"" + text + "\"") ? text : quoted;
  }

  /**
   * The text without what only the owner of a URL should know: the password before the host, and
   * the query, where signatures stand.
   */
  static String withoutCredentials(String text) {
    int scheme = text.indexOf("://");
    if (scheme < 0) {
      return text;
    }
    int host = scheme + "://".length();
    int user = text.lastIndexOf('@');
    int query = text.indexOf('?', host);
    if (query >= 0 && query < user) {
      // A password with a question mark, or an address in the query: no telling which.
      return text.substring(0, host) + "...";
    }
    String shown = query < 0 ? text : text.substring(0, query) + "?...";
    return user < host ? shown : shown.substring(0, host) + shown.substring(user + 1);
  }

  private static void append(StringBuilder quoted, int codePoint) {
    switch (codePoint) {
      case '\n' -> quoted.append("\\n");
      case '\r' -> quoted.append("\\r");
      case '\t' -> quoted.append("\\t");
      case '"' -> quoted.append("\\\"");
      case '\\' -> quoted.append("\\\\");
      default -> {
        if (printable(codePoint)) {
          quoted.appendCodePoint(codePoint);
        } else {
          appendUnicode(quoted, codePoint);
        }
      }
    }
  }

  private static boolean printable(int codePoint) {
    if (codePoint < 0x7f) {
      return codePoint >= ' ';
    }
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SPACE_SEPARATOR ->
          false;
      default -> true;
    };
  }

  private static void appendUnicode(StringBuilder quoted, int codePoint) {
    String digits = Integer.toHexString(codePoint);
    quoted.append("\\u");
    if (digits.length() > 4) {
      quoted.append('{').append(digits).append('}');
      return;
    }
    for (int pad = digits.length(); pad < 4; pad++) {
      quoted.append('0');
    }
    quoted.append(digits);
  }
}
