package dev.qemupod.supervisor.lifecycle;

import dev.qemupod.supervisor.console.StderrLog;
import dev.qemupod.supervisor.lifecycle.RunEnd.StopRequest;
import dev.qemupod.supervisor.lifecycle.VmView.GateView;
import dev.qemupod.supervisor.process.ChildProcess;
import dev.qemupod.supervisor.process.ExitStatus;
import dev.qemupod.supervisor.qmp.RunState;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/** One qemu process and what is known about it. Owned by the event loop. */
final class VmRun {
  private static final Duration LAST_WORDS = Duration.ofMillis(500);
  private static final int KILL = 9;
  private static final int TERM = 15;

  private final int number;
  private final LaunchPlan plan;
  private final ChildProcess process;
  private final StderrLog stderr;
  private final Instant started;
  private final RunAgent agent;
  private final RunIgnition ignition;
  private final ResetDebounce resets = new ResetDebounce();
  private Optional<QmpSession> session = Optional.empty();
  private Optional<RunState> state = Optional.empty();

  /** A state no VM comes back from; qemu reports another while it quits. */
  private Optional<RunState> fatal = Optional.empty();

  private Optional<String> qemuVersion = Optional.empty();
  private Optional<String> guestCause = Optional.empty();
  private Optional<String> hostCause = Optional.empty();
  private Optional<Instant> lastReply = Optional.empty();
  private Optional<ExitStatus> ended = Optional.empty();
  private Optional<Instant> endedAt = Optional.empty();
  private Optional<GuardView> memory = Optional.empty();
  private Optional<GateWatch> watch = Optional.empty();
  private GateView gate = new GateView(false, "the VM is not running yet");
  private Optional<ResizeView> resize = Optional.empty();
  private Optional<NetworkWatch> network = Optional.empty();
  private StopRequest stop = StopRequest.NONE;
  private Optional<QmpSession.Opening> opening = Optional.empty();
  private boolean terminated;
  private boolean killed;
  private boolean watched;
  private boolean qmpCameUp;
  private boolean panicked;
  private boolean everRunning;

  VmRun(int number, LaunchPlan plan, ChildProcess process, StderrLog stderr, Instant started) {
    this.number = number;
    this.plan = plan;
    this.process = process;
    this.stderr = stderr;
    this.started = started;
    this.agent = new RunAgent(number, plan.machine().agentSocket());
    this.ignition = new RunIgnition(number, plan.machine().journalSocket());
  }

  int number() {
    return number;
  }

  LaunchPlan plan() {
    return plan;
  }

  ChildProcess process() {
    return process;
  }

  Instant started() {
    return started;
  }

  Optional<QmpSession> session() {
    return session;
  }

  Optional<RunState> state() {
    return state;
  }

  Optional<String> qemuVersion() {
    return qemuVersion;
  }

  Optional<Instant> lastReply() {
    return lastReply;
  }

  Optional<ExitStatus> ended() {
    return ended;
  }

  GateView gate() {
    return gate;
  }

  boolean everRunning() {
    return everRunning;
  }

  boolean qmpCameUp() {
    return qmpCameUp;
  }

  OptionalLong livePid() {
    return ended.isEmpty() ? OptionalLong.of(process.pid()) : OptionalLong.empty();
  }

  void opening(QmpSession.Opening newOpening) {
    opening = Optional.of(newOpening);
  }

  boolean watched() {
    return watched;
  }

  void watched(boolean newWatched) {
    watched = newWatched;
  }

  void connected(QmpSession newSession) {
    session = Optional.of(newSession);
    qemuVersion = Optional.of(newSession.version());
    qmpCameUp = true;
  }

  void disconnected() {
    session.ifPresent(QmpSession::close);
    session = Optional.empty();
  }

  /** Takes the state over; tells whether it is a new one. */
  boolean stateIs(RunState newState, Instant when) {
    boolean changed = state.isEmpty() || state.get() != newState;
    state = Optional.of(newState);
    lastReply = Optional.of(when);
    everRunning |= newState == RunState.RUNNING;
    panicked |= newState == RunState.GUEST_PANICKED;
    if (newState == RunState.INTERNAL_ERROR || newState == RunState.WATCHDOG) {
      fatal = Optional.of(newState);
    }
    return changed;
  }

  void panicked() {
    panicked = true;
  }

  /** Notes why the machine shuts down; the guest's own first cause is the one that counts. */
  void shutdownCause(boolean byGuest, String cause) {
    if (byGuest && guestCause.isEmpty()) {
      guestCause = Optional.of(cause);
    } else if (!byGuest) {
      hostCause = Optional.of(cause);
    }
  }

  boolean countsReset(Instant when) {
    return resets.counts(when);
  }

  /** Sends SIGTERM, and remembers whose it was. */
  void terminate() {
    terminated = true;
    process.terminate();
  }

  /** Sends SIGKILL, and remembers whose it was. */
  void kill() {
    killed = true;
    process.kill();
  }

  private boolean killedByUs(ExitStatus status) {
    return status instanceof ExitStatus.Signalled(int signal)
        && ((terminated && signal == TERM) || (killed && signal == KILL));
  }

  void stopping(StopRequest request) {
    if (request.compareTo(stop) > 0) {
      stop = request;
    }
  }

  /** How near the pod is to its limit, while it is measured. */
  Optional<GuardView> memory() {
    return memory;
  }

  void memory(Optional<GuardView> newMemory) {
    memory = newMemory;
  }

  /** How far the VM follows its pod, if it does. */
  Optional<ResizeView> resize() {
    return resize;
  }

  void resize(ResizeView newResize) {
    resize = Optional.of(newResize);
  }

  /** Its network, if that is not simply qemu's own user network. */
  Optional<NetworkWatch> network() {
    return network;
  }

  void network(NetworkWatch newNetwork) {
    network = Optional.of(newNetwork);
  }

  /** The guest's agent. */
  RunAgent agent() {
    return agent;
  }

  /** Ignition in the guest. */
  RunIgnition ignition() {
    return ignition;
  }

  void gate(GateView newGate) {
    gate = newGate;
  }

  void watch(Optional<GateWatch> newWatch) {
    watch.ifPresent(GateWatch::close);
    watch = newWatch;
  }

  void ended(ExitStatus status, Instant when) {
    ended = Optional.of(status);
    endedAt = Optional.of(when);
    watch(Optional.empty());
    memory = Optional.empty();
    agent.over();
    ignition.over();
    if (session.isEmpty()) {
      opening.ifPresent(QmpSession.Opening::cancel);
    }
  }

  /**
   * Whether everything that will ever be known is known: the process is gone, and so is the QMP
   * connection, whose last events may be read after the exit was noticed.
   */
  boolean settled(Instant now, Duration patience) {
    return endedAt.isPresent()
        && (session.isEmpty() || Duration.between(endedAt.get(), now).compareTo(patience) >= 0);
  }

  /** The facts, once {@link #settled}; qemu's last words are waited for, they are short. */
  RunEnd end(ExitStatus status) throws InterruptedException {
    var _ = stderr.drain(LAST_WORDS);
    return new RunEnd(
        status,
        qmpCameUp,
        guestCause.or(() -> hostCause),
        panicked,
        stop,
        killedByUs(status),
        agent.freeze(),
        fatal.or(() -> state).map(RunState::qapiName).orElse(""),
        stderr.lastLines());
  }
}
