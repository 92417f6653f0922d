package dev.qemupod.supervisor.lifecycle;

import java.util.Optional;

/**
 * Memory that the guest may use beside what it was started with, bytes.
 *
 * @param now what it has
 * @param soon what it will have, if it is on its way to another size: what it gives back by itself
 *     needs no balloon to be taken
 * @param most the larger of both: what no balloon can be given
 */
record Plugged(long now, long soon, long most) {
  static final Plugged NOTHING = new Plugged(0, 0, 0);

  /**
   * As far as the VM follows its pod.
   *
   * @param base what it was started with, bytes
   */
  static Plugged of(Optional<ResizeView> resize, long base) {
    if (resize.isEmpty()) {
      return NOTHING;
    }
    long now = resize.get().ram() - base;
    long soon = resize.get().moving() ? resize.get().ramWanted() - base : now;
    return new Plugged(now, soon, Math.max(now, soon));
  }
}
