package dev.qemupod.supervisor.console;

import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Looks for a line on the guest's console, once.
 *
 * <p>A line that has begun counts as well, since a prompt such as {@code login: } never ends. Lines
 * are matched as plain text, without colours.
 */
public final class LineMatcher implements ConsoleListener {
  private static final int LONGEST_LINE = 4096;

  private final Predicate<String> wanted;
  private final Consumer<String> found;
  private final PlainLines lines = new PlainLines(LONGEST_LINE, this::look);
  private boolean matched;

  /**
   * A matcher.
   *
   * @param found gets the first line that is wanted
   */
  public LineMatcher(Predicate<String> wanted, Consumer<String> found) {
    this.wanted = wanted;
    this.found = found;
  }

  @Override
  public void output(byte[] buffer, int offset, int length) {
    if (!matched) {
      lines.feed(buffer, offset, length);
      look(lines.partial());
    }
  }

  private void look(String line) {
    if (!matched && !line.isEmpty() && wanted.test(line)) {
      matched = true;
      found.accept(line);
    }
  }
}
