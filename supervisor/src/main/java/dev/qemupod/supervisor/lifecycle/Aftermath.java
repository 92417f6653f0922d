package dev.qemupod.supervisor.lifecycle;

import dev.qemupod.supervisor.config.AcceleratorChoice;
import dev.qemupod.supervisor.config.LifecycleConfig;
import dev.qemupod.supervisor.config.LifecycleConfig.EndPolicy;
import dev.qemupod.supervisor.config.VmConfig;
import dev.qemupod.supervisor.qmp.RunState;
import dev.qemupod.supervisor.sizing.Accelerator;
import java.time.Duration;
import java.util.Locale;

/** Decides what follows the end of a run: the supervisor's end, or another start. */
final class Aftermath {
  /** A qemu that ran this long under KVM did not die of KVM's absence. */
  static final Duration KVM_TRIAL = Duration.ofMinutes(1);

  private final VmConfig config;
  private final RestartBackoff backoff = new RestartBackoff();

  Aftermath(VmConfig config) {
    this.config = config;
  }

  /** What follows. */
  sealed interface Next {
    /** The supervisor ends like this. */
    record End(Ending ending) implements Next {}

    /**
     * The same VM is started again.
     *
     * @param reason the metric's label
     */
    record Again(Duration delay, String reason) implements Next {}

    /** The VM is started at once with another accelerator. */
    record FallBack(AcceleratorDecision decision) implements Next {}
  }

  /**
   * The decision.
   *
   * @param accelerator what the run used
   * @param lasted how long it ran
   * @param stopRequested whether the pod is being stopped: nothing is started then
   */
  Next of(
      RunEnd end,
      RunVerdict verdict,
      Accelerator accelerator,
      Duration lasted,
      boolean stopRequested) {
    if (stopRequested) {
      return new Next.End(verdict.ending());
    }
    if (accelerator == Accelerator.KVM && kvmIsToBlame(end, verdict, lasted)) {
      return new Next.FallBack(AcceleratorPolicy.afterKvmDied(words(end)));
    }
    if (policyFor(verdict.kind()) == EndPolicy.EXIT) {
      return new Next.End(verdict.ending());
    }
    if (verdict.kind() == RunVerdict.Kind.CRASH && backoff.exhaustedBy(lasted)) {
      return new Next.End(givenUp(verdict.ending()));
    }
    return new Next.Again(
        backoff.delayAfter(lasted), verdict.kind().name().toLowerCase(Locale.ROOT));
  }

  private static Ending givenUp(Ending last) {
    String message =
        last.message()
            + " That was crash "
            + RestartBackoff.MOST_CRASHES
            + " in a row, none after more than "
            + RestartBackoff.FORGIVEN_AFTER.toMinutes()
            + " minutes: QEMU_ON_CRASH=restart gives up.";
    return new Ending(
        last.code(), last.reason(), message, last.qemuExit(), last.lastState(), last.stderrTail());
  }

  private boolean kvmIsToBlame(RunEnd end, RunVerdict verdict, Duration lasted) {
    boolean failed =
        verdict.kind() == RunVerdict.Kind.START_FAILED || verdict.kind() == RunVerdict.Kind.CRASH;
    boolean stuck = end.lastState().equals(RunState.INTERNAL_ERROR.qapiName());
    return failed
        && config.platform().accelerator() == AcceleratorChoice.AUTO
        && lasted.compareTo(KVM_TRIAL) < 0
        && (stuck || KvmBlame.blamed(end.status(), end.stderrTail()));
  }

  private static String words(RunEnd end) {
    return end.stderrTail().isEmpty()
        ? end.status().toString()
        : String.join(" / ", end.stderrTail());
  }

  private EndPolicy policyFor(RunVerdict.Kind kind) {
    LifecycleConfig lifecycle = config.lifecycle();
    return switch (kind) {
      case POWEROFF -> lifecycle.onPoweroff();
      case PANIC -> lifecycle.onPanic();
      case CRASH -> lifecycle.onCrash();
      case REBOOT, START_FAILED, STOPPED -> EndPolicy.EXIT;
    };
  }
}
