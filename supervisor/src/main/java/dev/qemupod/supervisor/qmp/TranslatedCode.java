package dev.qemupod.supervisor.qmp;

import java.util.Optional;

/**
 * How full TCG's cache of translated code is, bytes.
 *
 * @param used what is taken
 * @param capacity what there is
 */
public record TranslatedCode(long used, long capacity) {
  private static final String LABEL = "gen code size";

  /** Reads {@code gen code size 32575267/33472512} (accel/tcg/translate-all.c, tcg-stats.c). */
  static Optional<TranslatedCode> parse(String text) {
    for (String line : text.lines().toList()) {
      int slash = line.indexOf('/');
      if (line.startsWith(LABEL) && slash > 0) {
        try {
          return Optional.of(
              new TranslatedCode(
                  Long.parseLong(line.substring(LABEL.length(), slash).strip()),
                  Long.parseLong(line.substring(slash + 1).strip())));
        } catch (NumberFormatException changed) {
          return Optional.empty();
        }
      }
    }
    return Optional.empty();
  }
}
