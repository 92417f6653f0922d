package dev.qemupod.supervisor.lifecycle;

import dev.qemupod.supervisor.process.ExitStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * Looks after the network of one qemu: a passt that ends while the guest runs is started again, and
 * qemu connects to it again. Owned by the event loop.
 *
 * <p>A qemu before 8.0 can not connect again, so there the guest stays without a network until it
 * is restarted: it is not ready from then on, but alive, since whether its work is worth keeping is
 * for its owner to say.
 */
final class NetworkWatch {
  /** Also how long qemu, which passt ends with, has to be seen to end. */
  private static final Duration FIRST_DELAY = Duration.ofMillis(500);

  private static final Duration LONGEST_DELAY = Duration.ofSeconds(30);
  private static final Duration FORGIVEN_AFTER = Duration.ofMinutes(1);
  private static final Duration LOOK = Duration.ofMillis(50);
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final NetworkPlan plan;
  private final int run;
  private final QemuSpawner spawner;
  private final SupervisorParts parts;
  private final Consumer<LoopEvent> loop;
  private Optional<NetworkHelper> helper = Optional.empty();
  private Optional<Instant> due = Optional.empty();
  private Instant started;
  private Duration delay = FIRST_DELAY;
  private String trouble = "";
  private boolean starting;
  private long restarts;
  private int starts;

  NetworkWatch(
      NetworkPlan plan, int run, SupervisorParts parts, Consumer<LoopEvent> loop, Instant now) {
    this.plan = plan;
    this.run = run;
    this.spawner = parts.spawner();
    this.parts = parts;
    this.loop = loop;
    this.started = now;
  }

  /** Takes charge of a helper that was started. */
  void adopt(NetworkHelper newHelper, Instant now) {
    starts++;
    started = now;
    helper = Optional.of(newHelper);
    int start = starts;
    var _ =
        newHelper
            .onExit()
            .thenAccept(status -> loop.accept(new LoopEvent.NetworkLost(run, start, status)));
  }

  /** A helper ended; without it no packet passes. */
  void lost(int start, ExitStatus status, Instant now) {
    if (start != starts || helper.isEmpty()) {
      return;
    }
    trouble = helper.get().lastWords(status);
    helper = Optional.empty();
    starting = false;
    delay = Duration.between(started, now).compareTo(FORGIVEN_AFTER) >= 0 ? FIRST_DELAY : doubled();
    due = Optional.of(now.plus(delay));
  }

  private Duration doubled() {
    if (starts <= 1) {
      return FIRST_DELAY;
    }
    Duration twice = delay.multipliedBy(2);
    return twice.compareTo(LONGEST_DELAY) > 0 ? LONGEST_DELAY : twice;
  }

  /** Starts passt again when that is due; of a qemu that lives. */
  void tick(Instant now) {
    if (starting && helper.isPresent()) {
      await(helper.get(), now);
    }
    if (plan.passt().isEmpty() || due.isEmpty() || due.get().isAfter(now)) {
      return;
    }
    due = Optional.empty();
    if (plan.passt().get().reconnects()) {
      restart(plan.passt().get(), now);
    } else {
      giveUp(now);
    }
  }

  /** One that neither gets ready nor ends is ended, and so tried again. */
  private void await(NetworkHelper helperAtStart, Instant now) {
    if (helperAtStart.ready()) {
      starting = false;
      trouble = "";
      parts.board().event(now, "network up: passt runs again");
      parts.log().info("The guest's network is back: passt runs again.");
    } else if (Duration.between(started, now).compareTo(PATIENCE) > 0) {
      starting = false;
      helperAtStart.kill();
    }
  }

  private void giveUp(Instant now) {
    trouble += ", and a qemu before 8.0 can not connect to another";
    parts.board().event(now, "network down: " + trouble);
    parts
        .log()
        .error(
            "The guest has no network from now on: "
                + trouble
                + ". Restart the pod when its guest can be stopped.");
  }

  private void restart(NetworkPlan.Passt passt, Instant now) {
    parts.log().warning("The guest's network is down: " + trouble + ". Starting passt again.");
    parts.board().event(now, "network down: " + trouble);
    restarts++;
    try {
      adopt(spawner.helper(passt), now);
      starting = true;
    } catch (NetworkHelper.Unavailable failure) {
      trouble = failure.reason();
      starts++;
      delay = doubled();
      due = Optional.of(now.plus(delay));
    }
  }

  /** How long the loop may wait before the next {@link #tick}. */
  Duration untilLook(Instant now) {
    if (starting) {
      return LOOK;
    }
    return due.map(when -> Duration.between(now, when)).orElse(FORGIVEN_AFTER);
  }

  /** What others may know. */
  NetworkView view() {
    return new NetworkView(
        plan.decision(),
        trouble.isEmpty(),
        trouble,
        restarts,
        helper.map(each -> OptionalLong.of(each.pid())).orElse(OptionalLong.empty()));
  }

  /** qemu is gone: ends the helper, if it has not ended by itself. */
  void stop() {
    Optional<NetworkHelper> left = helper;
    starts++;
    helper = Optional.empty();
    due = Optional.empty();
    starting = false;
    left.ifPresent(NetworkHelper::stop);
  }
}
