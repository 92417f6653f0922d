package dev.qemupod.supervisor.lifecycle;

import dev.qemupod.supervisor.log.LogText;
import dev.qemupod.supervisor.storage.ImageProgress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Holds the one {@link VmView} that health, metrics and status read. Written by the thread that
 * starts the VM and then runs the event loop; read by every other.
 */
public final class ViewBoard {
  private static final int KEPT_EVENTS = 50;

  private volatile Instant started;
  private final Map<StartupStage, Instant> stages;
  private final Deque<String> events = new ArrayDeque<>();
  private volatile VmView view;
  private volatile List<String> argv = List.of();

  /**
   * A board before anything has happened.
   *
   * @param now when {@code main} was reached, which counts as the start until the true one is known
   * @param stages when each stage was reached that was, beside {@code main}
   */
  public ViewBoard(Instant now, Map<StartupStage, Instant> stages) {
    this.started = now;
    this.stages = new EnumMap<>(StartupStage.class);
    this.stages.putAll(stages);
    this.stages.put(StartupStage.JVM, now);
    this.view = initial(now);
  }

  /** Tells when the supervisor's process was started; looked up late, because it takes a while. */
  public void processStarted(Instant when) {
    started = when;
  }

  /** The command line of the latest qemu; empty before the first. */
  public List<String> argv() {
    return argv;
  }

  /** The latest view. */
  public VmView view() {
    return view;
  }

  /** Notes the first time a stage of the start was reached. */
  public void reached(StartupStage stage, Instant when) {
    stages.putIfAbsent(stage, when);
  }

  private Map<StartupStage, Duration> durations() {
    Map<StartupStage, Duration> durations = new EnumMap<>(StartupStage.class);
    Instant from = started;
    for (Map.Entry<StartupStage, Instant> stage : stages.entrySet()) {
      durations.put(stage.getKey(), Duration.between(from, stage.getValue()));
    }
    return durations;
  }

  /** Notes a state change for {@code /status}. */
  public void event(Instant when, String line) {
    if (events.size() == KEPT_EVENTS) {
      events.removeFirst();
    }
    events.addLast(LogText.time(when) + " " + line);
  }

  /** Publishes how far the images are; only before there is an event loop. */
  public void fetching(List<ImageProgress> images, Instant now) {
    view = view.fetching(images, now);
  }

  /** Publishes what the loop knows. */
  void publish(Phase phase, Optional<VmRun> run, Tally tally, Instant now) {
    argv = run.map(current -> current.plan().argv().words()).orElse(argv);
    VmView next =
        new VmView(
            phase,
            run.flatMap(VmRun::state),
            run.map(VmRun::everRunning).orElse(false),
            run.map(VmRun::gate).orElse(view().gate()),
            run.map(current -> current.plan().machine()).or(() -> view().machine()),
            run.map(current -> current.plan().accelerator()).or(() -> view().accelerator()),
            run.flatMap(VmRun::network).map(NetworkWatch::view),
            run.flatMap(VmRun::qemuVersion).or(() -> view().qemuVersion()),
            run.map(VmRun::livePid).orElse(OptionalLong.empty()),
            run.map(VmRun::started),
            durations(),
            tally.counters(),
            run.flatMap(VmRun::lastReply),
            run.flatMap(current -> current.agent().view()),
            run.flatMap(current -> current.ignition().view()),
            run.flatMap(VmRun::memory),
            run.flatMap(VmRun::resize),
            view().images(),
            run.map(current -> current.session().isPresent()).orElse(false),
            now,
            List.copyOf(events));
    view = next;
  }

  private VmView initial(Instant now) {
    return new VmView(
        Phase.VALIDATING,
        Optional.empty(),
        false,
        new VmView.GateView(false, "the VM is not started yet"),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        OptionalLong.empty(),
        Optional.empty(),
        Map.of(),
        VmCounters.none(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        List.of(),
        false,
        now,
        List.of());
  }
}
