package dev.qemupod.supervisor.http;

import dev.qemupod.supervisor.lifecycle.IgnitionView;
import dev.qemupod.supervisor.lifecycle.StartupStage;
import dev.qemupod.supervisor.lifecycle.VmView;
import dev.qemupod.supervisor.qmp.RunState;
import dev.qemupod.supervisor.storage.ImageProgress;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Turns what the event loop last published into the answers to Kubernetes' probes, and nothing
 * else: a pure function of view and time, so that a probe never waits for qemu.
 *
 * <p>A failed liveness probe kills the VM. So it fails only when a restart would help: a VM that is
 * paused, out of disk space or asleep is alive, and so is one that is starting or stopping, because
 * the event loop has its own deadlines for both.
 */
public final class HealthModel {
  /** The event loop turns every second; this long without a turn it hangs. */
  static final Duration LOOP_ALLOWANCE = Duration.ofSeconds(10);

  /** A throttled qemu takes its time; this long without an answer it hangs. */
  static final Duration QMP_ALLOWANCE = Duration.ofSeconds(30);

  /** The event loop gives up on a qemu that never offers QMP; a backstop should it not. */
  static final Duration LAUNCH_ALLOWANCE = Duration.ofMinutes(2);

  private HealthModel() {}

  /** Whether QMP was negotiated, the VM ran once, and the readiness gate was passed once. */
  public static Verdict startup(VmView view) {
    if (!view.everRunning() && !view.stages().containsKey(StartupStage.RUNNING)) {
      return Verdict.no(
          switch (view.phase()) {
            case VALIDATING -> "the configuration is being validated";
            case PREPARING -> preparing(view);
            case LAUNCHING -> "QMP does not answer yet";
            case RUNNING -> "the VM has not run yet; its state is " + stateName(view);
            case STOPPING -> "the VM was stopped before it ran";
            case EXITED -> "qemu ended before the VM ran";
          });
    }
    Optional<String> ignition = ignitionFailure(view);
    if (!view.gate().passed() && ignition.isPresent()) {
      return Verdict.no(ignition.get());
    }
    if (!view.gate().passed() && !view.stages().containsKey(StartupStage.GUEST_READY)) {
      return Verdict.no(view.gate().reason());
    }
    return Verdict.yes("the VM has started");
  }

  /** Whether a restart would not help. */
  public static Verdict live(VmView view, Instant now) {
    return switch (view.phase()) {
      case VALIDATING -> Verdict.yes("the configuration is being validated");
      case PREPARING -> Verdict.yes(preparing(view));
      case LAUNCHING -> liveWhileLaunching(view, now);
      case RUNNING -> liveWhileRunning(view, now);
      case STOPPING -> Verdict.yes("the VM is being stopped");
      case EXITED -> Verdict.yes("qemu has ended; the supervisor is about to end");
    };
  }

  /** Whether traffic may be sent to the guest. */
  public static Verdict ready(VmView view, Instant now) {
    return switch (view.phase()) {
      case VALIDATING, LAUNCHING -> Verdict.no("the VM has not started yet");
      case PREPARING -> Verdict.no("the VM has not started yet: " + preparing(view));
      case STOPPING -> Verdict.no("the VM is being stopped");
      case EXITED -> Verdict.no("qemu has ended");
      case RUNNING -> readyWhileRunning(view, now);
    };
  }

  private static Verdict liveWhileLaunching(VmView view, Instant now) {
    Optional<Verdict> hang = loopHangs(view, now);
    if (hang.isPresent()) {
      return hang.get();
    }
    if (view.qemuPid().isPresent() && view.qemuStarted().isPresent()) {
      Duration age = Duration.between(view.qemuStarted().get(), now);
      if (age.compareTo(LAUNCH_ALLOWANCE) > 0) {
        return Verdict.no("qemu was started " + seconds(age) + " ago and QMP has never answered");
      }
      return Verdict.yes("qemu was started " + seconds(age) + " ago; QMP does not answer yet");
    }
    return Verdict.yes("qemu is about to be started");
  }

  private static Verdict liveWhileRunning(VmView view, Instant now) {
    Optional<Verdict> hang = loopHangs(view, now);
    if (hang.isPresent()) {
      return hang.get();
    }
    if (view.qemuPid().isEmpty()) {
      return Verdict.no("qemu is gone");
    }
    if (view.lastQmpReply().isEmpty()) {
      return Verdict.no("QMP has never answered");
    }
    Duration silence = Duration.between(view.lastQmpReply().get(), now);
    if (silence.compareTo(QMP_ALLOWANCE) > 0) {
      return Verdict.no("QMP has not answered for " + seconds(silence));
    }
    return Verdict.yes("qemu answers; the VM is " + stateName(view));
  }

  private static Verdict readyWhileRunning(VmView view, Instant now) {
    Verdict live = liveWhileRunning(view, now);
    if (!live.ok()) {
      // The state was read too long ago to vouch for it.
      return live;
    }
    if (!view.runState().equals(Optional.of(RunState.RUNNING))) {
      return Verdict.no("the VM is " + stateName(view));
    }
    Optional<String> ignition = ignitionFailure(view);
    if (ignition.isPresent()) {
      return Verdict.no(ignition.get());
    }
    if (view.network().isPresent() && !view.network().get().up()) {
      return Verdict.no("the guest has no network: " + view.network().get().trouble());
    }
    if (!view.gate().passed()) {
      return Verdict.no(view.gate().reason());
    }
    return Verdict.yes("the VM is running");
  }

  /** Such a guest runs an emergency shell, whatever the gate says. */
  private static Optional<String> ignitionFailure(VmView view) {
    return view.ignition()
        .filter(IgnitionView::failed)
        .map(ignition -> "Ignition failed in the guest: " + ignition.reason());
  }

  private static String preparing(VmView view) {
    return view.fetched().map(ImageProgress::describe).orElse("the disks are being prepared");
  }

  private static Optional<Verdict> loopHangs(VmView view, Instant now) {
    Duration age = Duration.between(view.loopTick(), now);
    return age.compareTo(LOOP_ALLOWANCE) > 0
        ? Optional.of(Verdict.no("the supervisor's event loop has not turned for " + seconds(age)))
        : Optional.empty();
  }

  private static String stateName(VmView view) {
    return view.runState().map(RunState::qapiName).orElse("unknown");
  }

  private static String seconds(Duration duration) {
    return Math.max(0, duration.toSeconds()) + " s";
  }
}
