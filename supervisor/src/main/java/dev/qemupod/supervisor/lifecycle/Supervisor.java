package dev.qemupod.supervisor.lifecycle;

import dev.qemupod.supervisor.config.ServiceConfig;
import dev.qemupod.supervisor.log.Log;
import dev.qemupod.supervisor.process.ExitStatus;
import dev.qemupod.supervisor.qmp.RunState;
import dev.qemupod.supervisor.sizing.Accelerator;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The event loop that starts, watches, restarts and stops the VM.
 *
 * <p>It runs on the thread that spawned qemu and lives as long as it, because a parent-death signal
 * is bound to the spawning thread. Everything it reacts to comes through one queue, so events keep
 * their order and nothing here needs a lock.
 */
public final class Supervisor {
  private static final Duration TICK = Duration.ofSeconds(1);

  /** While the guest runs and nobody wants anything of it: each turn costs CPU time. */
  private static final Duration REST = Duration.ofSeconds(2);

  private static final Duration SETTLE = Duration.ofSeconds(1);
  private static final Duration ORPHANS = Duration.ofSeconds(30);

  private final SupervisorParts parts;
  private final Log log;
  private final LoopQueue queue = new LoopQueue();
  private final Tally tally = new Tally();
  private final Aftermath aftermath;
  private final AgentControl agent;
  private final IgnitionControl ignition;
  private final QmpEventHandler qmpEvents;
  private final StopControl stop;
  private final RunStarter starter;
  private final ReadyWatch ready;
  private final OomWatch oom;
  private final QmpLink link;
  private final StateWatch states;
  private final MemoryGuard memory;
  private final ResizeControl resize;
  private final PinControl pins;
  private Phase phase = Phase.LAUNCHING;
  private Optional<VmRun> current = Optional.empty();
  private Optional<PendingStart> pending = Optional.empty();
  private Optional<Ending> ending = Optional.empty();
  private Instant orphansDue = Instant.MIN;

  /** A supervisor that has nothing to watch yet. */
  public Supervisor(SupervisorParts parts) {
    this(parts, QmpSession.CONNECT);
  }

  /**
   * The same with less patience.
   *
   * @param qmpPatience how long each connection to QMP may take to be negotiated
   */
  Supervisor(SupervisorParts parts, Duration qmpPatience) {
    this.parts = parts;
    this.log = parts.log();
    this.aftermath = new Aftermath(parts.config());
    this.agent =
        new AgentControl(log, parts.board(), tally, wanted(parts.config().service()), queue::add);
    this.ignition = new IgnitionControl(log, parts.board(), parts.ignition(), queue::add);
    this.resize = new ResizeControl(parts);
    this.pins = new PinControl(parts);
    this.qmpEvents = new QmpEventHandler(log, parts.board(), tally, agent, ignition, resize);
    this.stop =
        new StopControl(parts.config().lifecycle().shutdownTimeout(), log, parts.board(), tally);
    this.ready = new ReadyWatch(parts, queue::add);
    this.starter = new RunStarter(parts, qmpPatience, queue, ready);
    this.oom = new OomWatch(parts.podUsage());
    this.link = new QmpLink(log, parts.board(), starter);
    this.states = new StateWatch(log, parts.board(), tally, stop, ready);
    this.memory =
        new MemoryGuard(
            log,
            parts.board(),
            new MemoryProbe(parts.podMemory(), queue::add),
            parts.config().memory().guard());
  }

  private static AgentPoll.Wanted wanted(ServiceConfig service) {
    return new AgentPoll.Wanted(service.guestFilesystems(), service.guestNetwork());
  }

  /** Hands a signal to the loop; called from the signal's thread. */
  public void signal(String name) {
    queue.add(new LoopEvent.SignalArrived(name));
  }

  /**
   * Watches the VM and stays until it is over.
   *
   * @param first the qemu that was spawned by this thread
   * @return how it ended
   * @throws InterruptedException if the loop's thread was interrupted
   */
  public Ending run(SpawnedQemu first) throws InterruptedException {
    current = Optional.of(starter.adopt(first));
    ignition.started(first.plan());
    oom.started();
    drainSignals();
    while (ending.isEmpty()) {
      Instant now = parts.clock().instant();
      tick(now);
      publish(now);
      if (ending.isPresent()) {
        break;
      }
      lookForOrphans(now);
      LoopEvent event = queue.poll(patience(now));
      if (event != null) {
        handle(event, parts.clock().instant());
      }
    }
    phase = Phase.EXITED;
    if (current.isPresent()) {
      bury(current.get());
    }
    publish(parts.clock().instant());
    return ending.get();
  }

  private void lookForOrphans(Instant now) {
    if (!orphansDue.isAfter(now)) {
      orphansDue = now.plus(ORPHANS);
      parts.orphans().run();
    }
  }

  private void drainSignals() throws InterruptedException {
    for (LoopEvent event = queue.poll(Duration.ZERO);
        event != null;
        event = queue.poll(Duration.ZERO)) {
      handle(event, parts.clock().instant());
    }
  }

  private void bury(VmRun run) throws InterruptedException {
    run.watch(Optional.empty());
    if (run.process().alive()) {
      run.process().kill();
      var _ = run.process().waitFor(Duration.ofSeconds(5));
    }
    run.disconnected();
    run.network().ifPresent(NetworkWatch::stop);
  }

  private void handle(LoopEvent event, Instant now) throws InterruptedException {
    switch (event) {
      case LoopEvent.SignalArrived(String name) -> signalled(name, now);
      case LoopEvent.Fatal(Ending reason) -> end(reason);
      case LoopEvent.QmpReady(int number, QmpSession session) ->
          ofRun(number)
              .filter(run -> run.ended().isEmpty())
              .ifPresentOrElse(run -> link.connected(run, session, now), session::close);
      case LoopEvent.QmpRefused(int number, String reason) -> refused(number, reason, now);
      case LoopEvent.QmpLost(int number, String reason) ->
          ofRun(number).ifPresent(run -> link.lost(run, reason, now));
      case LoopEvent.QmpEmitted(int number, var emitted) ->
          ofRun(number)
              .filter(run -> qmpEvents.handle(run, emitted, now))
              .ifPresent(run -> ready.watch(run));
      case LoopEvent.StatusKnown(int number, RunState state) ->
          ofRun(number).ifPresent(run -> stateKnown(run, state, now));
      case LoopEvent.CommandFailed(int number, String message) ->
          ofRun(number).filter(run -> run.ended().isEmpty()).ifPresent(run -> log.debug(message));
      case LoopEvent.ProcessEnded(int number, ExitStatus status) ->
          ofRun(number).ifPresent(run -> run.ended(status, now));
      case LoopEvent.AgentChannel(int number, boolean open) ->
          ofRun(number).ifPresent(run -> agent.channel(run.agent(), open, now));
      case LoopEvent.AgentTold news ->
          ofRun(news.run())
              .filter(run -> agent.told(run.agent(), news, now))
              .ifPresent(run -> ready.agentAnswered(run));
      case LoopEvent.AgentAsked(int number) -> ofRun(number).ifPresent(run -> agent.asked(now));
      case LoopEvent.AgentFroze news ->
          ofRun(news.run())
              .filter(run -> agent.froze(run.agent(), news, now))
              .ifPresent(run -> stop.frozen(now));
      case LoopEvent.JournalOpened(int number) ->
          ofRun(number).ifPresent(run -> ignition.opened(run.ignition()));
      case LoopEvent.IgnitionTold news ->
          ofRun(news.run()).ifPresent(run -> ignition.told(run.ignition(), news, now));
      case LoopEvent.MemoryMeasured(int number, var measured) ->
          ofRun(number).ifPresent(run -> memory.measured(run, measured, now));
      case LoopEvent.BalloonKnown(int number, var actual) ->
          ofRun(number).ifPresent(run -> memory.followed(run, actual, now));
      case LoopEvent.ResizeSeen(int number, var result) ->
          ofRun(number).ifPresent(run -> resize.seen(run, result, now));
      case LoopEvent.CpusPinned(int number, var result) ->
          ofRun(number).ifPresent(_ -> pins.done(result, now));
      case LoopEvent.NetworkLost(int number, int start, ExitStatus status) ->
          ofRun(number)
              .flatMap(VmRun::network)
              .ifPresent(network -> network.lost(start, status, now));
      case LoopEvent.GateChanged(int number, var gate) ->
          ofRun(number).ifPresent(run -> ready.changed(run, gate, now));
    }
  }

  private Optional<VmRun> ofRun(int number) {
    return current.filter(run -> run.number() == number);
  }

  private void signalled(String name, Instant now) {
    if (name.equals("USR1")) {
      log.info("State: " + parts.board().view());
      return;
    }
    stop.request(name, now);
    phase = Phase.STOPPING;
    if (!guestLives()) {
      end(Ending.withoutGuest(name));
    }
  }

  private boolean guestLives() {
    return current.filter(run -> run.ended().isEmpty() || pending.isEmpty()).isPresent();
  }

  private void refused(int number, String reason, Instant now) throws InterruptedException {
    Optional<VmRun> alive = ofRun(number).filter(run -> run.ended().isEmpty());
    if (alive.isPresent()) {
      link.refused(alive.get(), reason, now).ifPresent(this::end);
    }
  }

  private void stateKnown(VmRun run, RunState state, Instant now) {
    if (states.known(run, state, now) && state == RunState.RUNNING) {
      phase = stop.requested() ? Phase.STOPPING : Phase.RUNNING;
    }
  }

  private void tick(Instant now) throws InterruptedException {
    if (pending.isPresent() && !pending.get().due().isAfter(now) && ending.isEmpty()) {
      LaunchPlan plan = pending.get().plan();
      pending = Optional.empty();
      launch(plan);
      return;
    }
    if (current.isEmpty()) {
      return;
    }
    VmRun run = current.get();
    if (run.ended().isPresent()) {
      if (pending.isEmpty() && run.settled(now, SETTLE)) {
        conclude(run, run.ended().get(), now);
      }
      return;
    }
    stop.tick(run, now);
    if (link.tick(run, now)) {
      oom.look();
    }
    states.tick(run, now);
    if (!stop.requested() && resize.tick(run, now)) {
      memory.limitsChanged(now);
    }
    memory.tick(run, now);
    pins.tick(run, now);
    run.network().ifPresent(network -> network.tick(now));
  }

  private void launch(LaunchPlan plan) {
    try {
      stop.forgetGuest();
      link.forget();
      current = Optional.of(starter.start(plan));
      ignition.started(plan);
      oom.started();
      phase = Phase.LAUNCHING;
    } catch (EndingException failure) {
      end(failure.ending());
    }
  }

  private void conclude(VmRun run, ExitStatus status, Instant now) throws InterruptedException {
    run.disconnected();
    run.network().ifPresent(NetworkWatch::stop);
    RunEnd runEnd = run.end(status);
    RunVerdict verdict = oom.explained(RunEndJudge.judge(runEnd), run.plan().machine().size());
    parts.board().event(now, verdict.ending().message());
    Duration lasted = Duration.between(run.started(), now);
    Accelerator accelerator = run.plan().accelerator().accelerator();
    switch (aftermath.of(runEnd, verdict, accelerator, lasted, stop.requested())) {
      case Aftermath.Next.End(Ending how) -> end(how);
      case Aftermath.Next.Again(Duration delay, String reason) -> {
        log.event(
            Level.WARNING,
            verdict.ending().message() + " Starting it again in " + delay.toSeconds() + " s.",
            RunEvents.named("restart", "reason", reason));
        startLater(run.plan(), now.plus(delay), reason);
      }
      case Aftermath.Next.FallBack(AcceleratorDecision decision) -> fallBack(decision, now);
    }
  }

  private void fallBack(AcceleratorDecision decision, Instant now) {
    log.warning("Falling back to " + decision.reason() + " (" + decision.advice() + ").");
    try {
      startLater(parts.launcher().plan(decision), now, "accelerator");
    } catch (EndingException failure) {
      end(failure.ending());
    }
  }

  private void startLater(LaunchPlan plan, Instant due, String reason) {
    tally.restart(reason);
    pending = Optional.of(new PendingStart(plan, due));
    phase = Phase.LAUNCHING;
  }

  private void end(Ending how) {
    if (ending.isEmpty()) {
      ending = Optional.of(how);
    }
  }

  private Duration patience(Instant now) {
    Duration wait = isAtRest() ? REST : TICK;
    if (pending.isPresent()) {
      wait = shorter(wait, Duration.between(now, pending.get().due()));
    }
    if (current.isPresent() && current.get().ended().isPresent() && pending.isEmpty()) {
      wait = shorter(wait, Duration.ofMillis(20));
    }
    if (current.isPresent()) {
      if (stop.requested()) {
        wait = shorter(wait, stop.nextDue(current.get(), now));
      }
      wait = shorter(wait, memory.untilLook(now));
      wait = shorter(wait, resize.untilLook(current.get(), now));
      if (current.get().network().isPresent()) {
        wait = shorter(wait, current.get().network().get().untilLook(now));
      }
    }
    return wait.isNegative() ? Duration.ZERO : wait;
  }

  private boolean isAtRest() {
    return current
        .filter(run -> run.ended().isEmpty() && run.session().isPresent() && !stop.requested())
        .flatMap(VmRun::state)
        .filter(state -> state == RunState.RUNNING)
        .isPresent();
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) <= 0 ? one : other;
  }

  private void publish(Instant now) {
    parts.board().publish(phase, current, tally, now);
  }

  /** A start that is due later. */
  private record PendingStart(LaunchPlan plan, Instant due) {}
}
