package dev.qemupod.supervisor.lifecycle;

import dev.qemupod.supervisor.console.StderrLog;
import dev.qemupod.supervisor.process.ChildProcess;
import dev.qemupod.supervisor.sizing.SizeExplanation;
import dev.qemupod.supervisor.sizing.VmSize;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/** Starts qemu and ties its pipes, its exit and its QMP socket to the event loop. */
final class RunStarter {
  private final SupervisorParts parts;
  private final ReadyWatch ready;
  private final LoopQueue loop;
  private final Duration qmpPatience;
  private int runs;

  /**
   * A starter.
   *
   * @param ready listens to the console of each run from its first byte on
   */
  RunStarter(SupervisorParts parts, Duration qmpPatience, LoopQueue loop, ReadyWatch ready) {
    this.parts = parts;
    this.ready = ready;
    this.qmpPatience = qmpPatience;
    this.loop = loop;
  }

  /**
   * Starts a qemu; must be called by the thread that lives to the end.
   *
   * @throws EndingException if there is nothing to execute: 69 or 77
   */
  VmRun start(LaunchPlan plan) throws EndingException {
    return adopt(parts.spawner().spawn(plan));
  }

  /** Takes charge of a qemu that was just spawned. */
  VmRun adopt(SpawnedQemu spawned) {
    ChildProcess process = spawned.process();
    LaunchPlan plan = spawned.plan();
    Instant now = spawned.when();
    runs++;
    if (runs == 1) {
      parts.board().reached(StartupStage.SPAWN, now);
      parts.console().start();
      Thread.ofPlatform().daemon().name("late-start").start(this::startLate);
    }
    parts.board().event(now, "qemu started, pid " + process.pid());
    announce(plan);
    if (runs == 1 && !parts.spawner().warning().isEmpty()) {
      parts.log().warning(parts.spawner().warning());
    }
    ready.begin(runs);
    parts.console().attach(process.stdout(), process.stdin());
    StderrLog stderr =
        StderrLog.start(process.stderr(), line -> parts.log().warning("qemu: " + line));
    int number = runs;
    var _ =
        process.onExit().thenAccept(status -> loop.add(new LoopEvent.ProcessEnded(number, status)));
    VmRun run = new VmRun(number, plan, process, stderr, now);
    if (plan.network().isPresent()) {
      NetworkWatch network = new NetworkWatch(plan.network().get(), number, parts, loop::add, now);
      spawned.helper().ifPresent(helper -> network.adopt(helper, now));
      run.network(network);
    }
    connect(run);
    return run;
  }

  private void startLate() {
    try {
      parts.afterFirstSpawn().start(ending -> loop.add(new LoopEvent.Fatal(ending)));
    } catch (RuntimeException | LinkageError fault) {
      loop.add(LoopEvent.Fatal.fault("the late start", fault));
    }
  }

  /** Says what was started, once it is: logging first would hold the start up. */
  private void announce(LaunchPlan plan) {
    AcceleratorDecision accelerator = plan.accelerator();
    String advice = accelerator.advice().isEmpty() ? "" : " (" + accelerator.advice() + ")";
    VmSize size = plan.machine().size();
    parts
        .log()
        .event(
            Level.INFO,
            "Plan: " + SizeExplanation.oneLine(size) + "; " + accelerator.reason() + advice + ".",
            RunEvents.plan(size, accelerator.accelerator()));
    plan.network().ifPresent(network -> announce(network.decision()));
    parts.log().debug("qemu's command line: " + String.join(" ", plan.argv().words()));
  }

  private void announce(NetworkDecision network) {
    if (network.fellBack()) {
      parts.log().warning("Falling back to " + network.reason() + " (" + network.advice() + ").");
    } else {
      parts.log().info("Network: " + network.reason() + ".");
    }
  }

  /** Opens the lifecycle's QMP connection; qemu serves one client after the other. */
  void connect(VmRun run) {
    run.opening(
        QmpSession.open(run.number(), socket(run.plan()), qmpPatience, parts.observer(), loop));
  }

  private static Path socket(LaunchPlan plan) {
    return plan.machine().qmpSockets().getFirst();
  }
}
