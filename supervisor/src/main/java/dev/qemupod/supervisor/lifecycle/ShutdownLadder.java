package dev.qemupod.supervisor.lifecycle;

import java.time.Duration;
import java.util.Optional;

/**
 * When to press, quit and kill while the VM is being stopped; pure, driven by the time since the
 * stop was asked for.
 *
 * <p>The ACPI power button is pressed at once, again after 500 ms (Windows wants it twice) and then
 * every few seconds, because a guest that has not yet enabled the button loses the press although
 * qemu reports POWERDOWN. The last seconds of the budget belong to {@code quit}, which flushes the
 * disks, and to the signals behind it. The few before them are for a guest agent, if there is one
 * to freeze the file systems: quit comes no later for it.
 */
public final class ShutdownLadder {
  /** Between the two first presses. */
  static final Duration SECOND_PRESS = Duration.ofMillis(500);

  /** Between later presses. */
  static final Duration PRESS_INTERVAL = Duration.ofSeconds(3);

  /** The most that is kept at the end for quit, SIGTERM and SIGKILL. */
  static final Duration RESERVE = Duration.ofSeconds(5);

  /** The most that freezing may take. */
  static final Duration LONGEST_FREEZE = Duration.ofSeconds(3);

  private static final long IDLE_MILLIS = 1000;

  /** A rung of the ladder. */
  public enum Step {
    /** Press the ACPI power button (resuming a paused VM first). */
    POWER_BUTTON("acpi"),
    /** Have the guest agent freeze the file systems: the power is about to be cut. */
    FREEZE("fsfreeze"),
    /** Tell qemu to quit over QMP. */
    QUIT("quit"),
    /** SIGTERM to qemu. */
    TERMINATE("sigterm"),
    /** SIGKILL to qemu. */
    KILL("sigkill");

    private final String method;

    Step(String method) {
      this.method = method;
    }

    /** The label of the metric. */
    public String method() {
      return method;
    }
  }

  private final long freezeAt;
  private final long quitAt;
  private final long terminateAt;
  private final long killAt;
  private long nextPress;
  private Optional<Step> lastForced = Optional.empty();
  private long hurriedBy;

  /**
   * A ladder that is over within the budget.
   *
   * @param budget {@code QEMU_SHUTDOWN_TIMEOUT}
   */
  public ShutdownLadder(Duration budget) {
    long total = budget.toMillis();
    long reserve = Math.min(RESERVE.toMillis(), total / 4);
    quitAt = total - reserve;
    freezeAt = quitAt - Math.min(LONGEST_FREEZE.toMillis(), total / 10);
    terminateAt = total - reserve * 2 / 5;
    killAt = total - reserve / 10;
  }

  /**
   * The step that is due, if any; each forced step is given once.
   *
   * @param elapsed since the stop was asked for
   * @param canPress whether QMP is up; until then the first press waits
   * @param canFreeze whether there is an agent that answers
   */
  public Optional<Step> due(Duration elapsed, boolean canPress, boolean canFreeze) {
    long now = elapsed.toMillis() + hurriedBy;
    Optional<Step> forced = forcedStep(now, canFreeze);
    if (forced.isPresent()) {
      if (forced.equals(lastForced)) {
        return Optional.empty();
      }
      lastForced = forced;
      return forced;
    }
    if (now < nextPress || !canPress) {
      return Optional.empty();
    }
    nextPress =
        nextPress == 0
            ? now + SECOND_PRESS.toMillis()
            : Math.max(now, nextPress) + PRESS_INTERVAL.toMillis();
    return Optional.of(Step.POWER_BUTTON);
  }

  /** Skips to quit: a second SIGTERM, or nothing left to wait for. */
  public void hurry(Duration elapsed) {
    long now = elapsed.toMillis() + hurriedBy;
    hurriedBy += Math.max(0, quitAt - now);
  }

  /** When {@link #due} must be asked again at the latest. */
  public Duration nextDue(Duration elapsed, boolean canPress) {
    long now = elapsed.toMillis() + hurriedBy;
    return Duration.ofMillis(Math.max(0, nextChange(now, canPress) - now));
  }

  private long nextChange(long now, boolean canPress) {
    if (now < quitAt) {
      long forced = now < freezeAt ? freezeAt : quitAt;
      return canPress && !freezing() ? Math.min(nextPress, forced) : forced;
    }
    if (now < terminateAt) {
      return terminateAt;
    }
    return now < killAt ? killAt : now + IDLE_MILLIS;
  }

  private boolean freezing() {
    return lastForced.filter(step -> step == Step.FREEZE).isPresent();
  }

  private Optional<Step> forcedStep(long now, boolean canFreeze) {
    if (now >= killAt) {
      return Optional.of(Step.KILL);
    }
    if (now >= terminateAt) {
      return Optional.of(Step.TERMINATE);
    }
    if (now >= quitAt) {
      return Optional.of(Step.QUIT);
    }
    // A guest whose disks are being frozen is not asked to shut down any more.
    boolean freeze = freezing() || (now >= freezeAt && canFreeze);
    return freeze ? Optional.of(Step.FREEZE) : Optional.empty();
  }
}
