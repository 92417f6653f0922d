package dev.qemupod.supervisor.http;

/**
 * The answer to a probe.
 *
 * @param ok 200 or 503
 * @param reason one clause that says why, for whoever reads {@code kubectl describe pod}
 */
public record Verdict(boolean ok, String reason) {
  static Verdict yes(String reason) {
    return new Verdict(true, reason);
  }

  static Verdict no(String reason) {
    return new Verdict(false, reason);
  }
}
