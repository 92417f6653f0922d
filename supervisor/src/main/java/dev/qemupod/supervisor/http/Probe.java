package dev.qemupod.supervisor.http;

import dev.qemupod.supervisor.lifecycle.VmView;
import java.time.Instant;
import java.util.Optional;

/** A question that Kubernetes asks about the VM. */
public enum Probe {
  /** Has it started? Gates the other two. */
  STARTUP("startup", "/startupz"),
  /** Would a restart help? */
  LIVE("live", "/livez"),
  /** May traffic be sent to it? */
  READY("ready", "/readyz");

  private final String word;
  private final String path;

  Probe(String word, String path) {
    this.word = word;
    this.path = path;
  }

  /** The word after {@code qemu-pod health}. */
  public String word() {
    return word;
  }

  /** The endpoint that answers it. */
  public String path() {
    return path;
  }

  /** The probe of that word; empty for any other word. */
  public static Optional<Probe> ofWord(String word) {
    for (Probe probe : values()) {
      if (probe.word.equals(word)) {
        return Optional.of(probe);
      }
    }
    return Optional.empty();
  }

  Verdict judge(VmView view, Instant now) {
    return switch (this) {
      case STARTUP -> HealthModel.startup(view);
      case LIVE -> HealthModel.live(view, now);
      case READY -> HealthModel.ready(view, now);
    };
  }
}
