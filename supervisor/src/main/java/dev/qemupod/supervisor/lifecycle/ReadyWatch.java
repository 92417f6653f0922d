package dev.qemupod.supervisor.lifecycle;

import dev.qemupod.supervisor.config.ReadyGate;
import dev.qemupod.supervisor.console.ConsoleListener;
import dev.qemupod.supervisor.console.LineMatcher;
import dev.qemupod.supervisor.lifecycle.VmView.GateView;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** Arms the readiness gate whenever a guest starts to boot, and takes its verdicts over. */
final class ReadyWatch {
  private final SupervisorParts parts;
  private final Consumer<LoopEvent> loop;
  private Optional<ConsoleListener> listening = Optional.empty();

  ReadyWatch(SupervisorParts parts, Consumer<LoopEvent> loop) {
    this.parts = parts;
    this.loop = loop;
  }

  /**
   * Listens to the console of a run that has said nothing yet. A guest may be there before QMP is,
   * and what it says then it does not say again.
   */
  void begin(int number) {
    if (parts.config().lifecycle().ready() instanceof ReadyGate.Console(var pattern)) {
      listenFor(pattern, number);
    }
  }

  /** A run is seen to run for the first time. */
  void running(VmRun run) {
    ReadyGate gate = parts.config().lifecycle().ready();
    if (!(gate instanceof ReadyGate.Console)) {
      watch(run);
      return;
    }
    run.watched(true);
    if (!run.gate().passed()) {
      // Whoever listens since the start goes on: half a line may have come already.
      run.gate(GateWatch.probeFor(gate, parts.config()).look());
    }
  }

  /** Closes the gate and looks anew until the guest passes it. */
  void watch(VmRun run) {
    ReadyGate gate = parts.config().lifecycle().ready();
    GateProbe probe = GateWatch.probeFor(gate, parts.config());
    run.watched(true);
    switch (gate) {
      case ReadyGate.Running _ ->
          loop.accept(new LoopEvent.GateChanged(run.number(), probe.look()));
      case ReadyGate.Console(var pattern) -> {
        run.gate(probe.look());
        listenFor(pattern, run.number());
      }
      case ReadyGate.Ssh _ -> look(run, probe);
      case ReadyGate.Http _ -> look(run, probe);
      case ReadyGate.Tcp _ -> look(run, probe);
      case ReadyGate.Agent _ -> {
        run.gate(probe.look());
        if (run.agent().isUp()) {
          agentAnswered(run);
        }
      }
    }
  }

  /** The guest agent answered a ping: that may be the gate. */
  void agentAnswered(VmRun run) {
    if (run.watched() && parts.config().lifecycle().ready() instanceof ReadyGate.Agent) {
      loop.accept(
          new LoopEvent.GateChanged(run.number(), new GateView(true, "the guest agent answered")));
    }
  }

  /** Takes a verdict over. */
  void changed(VmRun run, GateView gate, Instant now) {
    if (gate.passed() && !run.gate().passed()) {
      parts.board().reached(StartupStage.GUEST_READY, now);
      parts.board().event(now, "ready: " + gate.reason());
      parts.log().info("The guest is ready: " + gate.reason() + ".");
    }
    run.gate(gate);
  }

  private void listenFor(Pattern pattern, int number) {
    listening.ifPresent(parts.console()::removeListener);
    ConsoleListener listener =
        new LineMatcher(
            line -> pattern.matcher(line).find(),
            line ->
                loop.accept(
                    new LoopEvent.GateChanged(
                        number, new GateView(true, "a console line matched " + pattern))));
    listening = Optional.of(listener);
    parts.console().addListener(listener);
  }

  private void look(VmRun run, GateProbe probe) {
    run.gate(new GateView(false, "the guest was not looked at yet"));
    run.watch(Optional.of(GateWatch.start(run.number(), probe, loop)));
  }
}
