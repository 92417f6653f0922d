package dev.qemupod.supervisor.agent;

/** Makes what a guest says about itself fit for a log, a label and a page. */
final class GuestText {
  private static final int LONGEST = 128;

  private GuestText() {}

  /** At most 128 characters, those that are not plainly text replaced. */
  static String tamed(String text) {
    return tamed(text, LONGEST);
  }

  /** At most so many characters, those that are not plainly text replaced. */
  static String tamed(String text, int longest) {
    StringBuilder tamed = new StringBuilder(Math.min(text.length(), longest));
    text.codePoints()
        .limit(longest)
        .map(character -> isPlain(character) ? character : '?')
        .forEach(tamed::appendCodePoint);
    return tamed.toString();
  }

  private static boolean isPlain(int character) {
    return switch (Character.getType(character)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.PRIVATE_USE,
          Character.UNASSIGNED ->
          false;
      default -> true;
    };
  }
}
