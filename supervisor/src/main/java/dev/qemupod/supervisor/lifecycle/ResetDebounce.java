package dev.qemupod.supervisor.lifecycle;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Tells a guest's reboot from its echo: one reboot gives two, sometimes three RESET events on q35
 * with SeaBIOS (qemu 7.2 to 11.1), the later ones from the firmware.
 */
final class ResetDebounce {
  static final Duration WINDOW = Duration.ofSeconds(2);

  private Optional<Instant> last = Optional.empty();

  /** Whether a RESET at this moment is a reset of its own. */
  boolean counts(Instant when) {
    boolean counts = last.isEmpty() || Duration.between(last.get(), when).compareTo(WINDOW) > 0;
    last = Optional.of(when);
    return counts;
  }
}
