package dev.qemupod.supervisor.lifecycle;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Tells a guest's reboot from its echo: one reboot gives two, sometimes three RESET events on q35
 * with SeaBIOS (qemu 7.2 to 11.1), the later ones from the firmware.
 *
 * <p>The window begins at the reset that counted and not at its latest echo, so that a guest that
 * reboots in a loop, however fast, goes on being counted.
 */
final class ResetDebounce {
  static final Duration WINDOW = Duration.ofSeconds(2);

  private Optional<Instant> counted = Optional.empty();

  /** Whether a RESET at this moment is a reset of its own. */
  boolean counts(Instant when) {
    boolean counts =
        counted.isEmpty() || Duration.between(counted.get(), when).compareTo(WINDOW) > 0;
    if (counts) {
      counted = Optional.of(when);
    }
    return counts;
  }
}
