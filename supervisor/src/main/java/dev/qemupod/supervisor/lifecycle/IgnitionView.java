package dev.qemupod.supervisor.lifecycle;

/**
 * What is known of Ignition in a guest that is given a config.
 *
 * @param failed whether the guest told that its first boot failed; one that says nothing may have
 *     succeeded, be at it, or have no Ignition
 * @param reason one clause, of the guest's own words; empty if it did not fail
 */
public record IgnitionView(boolean failed, String reason) {
  /** Nothing is known to be wrong. */
  static IgnitionView unheard() {
    return new IgnitionView(false, "");
  }
}
