package dev.qemupod.supervisor;

import dev.qemupod.supervisor.config.Problem;
import dev.qemupod.supervisor.config.Problems;
import dev.qemupod.supervisor.console.ConsoleRelay;
import dev.qemupod.supervisor.lifecycle.BridgeTap;
import dev.qemupod.supervisor.lifecycle.Ending;
import dev.qemupod.supervisor.lifecycle.EndingException;
import dev.qemupod.supervisor.lifecycle.ExitCode;
import dev.qemupod.supervisor.lifecycle.IgnitionNotes;
import dev.qemupod.supervisor.lifecycle.LaunchPlan;
import dev.qemupod.supervisor.lifecycle.NetworkDecision;
import dev.qemupod.supervisor.lifecycle.QemuSpawner;
import dev.qemupod.supervisor.lifecycle.SpawnedQemu;
import dev.qemupod.supervisor.lifecycle.StartupStage;
import dev.qemupod.supervisor.lifecycle.Supervisor;
import dev.qemupod.supervisor.lifecycle.SupervisorParts;
import dev.qemupod.supervisor.lifecycle.ViewBoard;
import dev.qemupod.supervisor.lifecycle.VmPlanner;
import dev.qemupod.supervisor.log.Log;
import dev.qemupod.supervisor.log.LogOutput;
import dev.qemupod.supervisor.machine.MachineParts;
import dev.qemupod.supervisor.process.ProcessTable;
import dev.qemupod.supervisor.process.Signals;
import dev.qemupod.supervisor.storage.ImageJob;
import dev.qemupod.supervisor.storage.RuntimeDirectory;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Runs the VM, from the environment to the ending. */
final class RunCommand {
  private static final Duration DRAIN = Duration.ofSeconds(2);

  private final Map<String, String> environment;
  private final List<String> arguments;
  private final LogOutput err;
  private final InstantSource clock;
  private final Signals signals = Signals.install();
  private final ProcessTable processes = new ProcessTable();

  /** When each step of the start was over. A plain map: an EnumMap takes reflection to be made. */
  private final Map<StartupStage, Instant> stages = new LinkedHashMap<>();

  private final EarlyStop earlyStop;
  private Problems unsaid = Problems.none();
  private Optional<BridgeTap> tap = Optional.empty();
  private volatile @Nullable LateServices late;
  private @Nullable Early early;
  private Log log;

  /** What is there before qemu if images are fetched first. */
  private record Early(ViewBoard board, ConsoleRelay console, LateServices services) {}

  RunCommand(
      Map<String, String> environment,
      List<String> arguments,
      Log log,
      LogOutput err,
      InstantSource clock,
      Consumer<Ending> exit) {
    this.environment = environment;
    this.arguments = arguments;
    this.err = err;
    this.log = log;
    this.clock = clock;
    this.earlyStop = new EarlyStop(signals, exit);
    signals.beforehand(earlyStop::stopAsked);
  }

  /** The log as it is configured by now. */
  Log log() {
    return log;
  }

  /** How it ended. */
  Ending run() {
    Ending ending = prepareAndRun();
    earlyStop.over();
    return ending;
  }

  private Ending prepareAndRun() {
    Instant began = clock.instant();
    try {
      Preflight preflight = Preflight.quick(environment, arguments);
      log = RunLog.of(preflight.config().service(), err);
      stages.put(StartupStage.CONFIG, clock.instant());
      remember(new Problems(List.of(), preflight.warnings()));
      String stop = signals.waitingStop();
      if (!stop.isEmpty()) {
        return Ending.withoutGuest(stop);
      }
      if (preflight.config().fetch().isPresent()) {
        return fetchAndRun(preflight, began);
      }
      return prepareAndRun(preflight, began);
    } catch (EndingException early) {
      remember(early.problems());
      return earlyStop.unlessCut(early.ending());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return internal("The event loop was interrupted.");
    } catch (RuntimeException | Error fault) {
      // An Error too: without the loop's thread the process would live on and do nothing.
      fault.printStackTrace(err.stream());
      return internal("The supervisor itself failed: " + fault + ".");
    } finally {
      tellProblems();
    }
  }

  private synchronized void remember(Problems more) {
    unsaid = unsaid.and(more);
  }

  private synchronized Problems takeUnsaid() {
    Problems problems = unsaid;
    unsaid = Problems.none();
    return problems;
  }

  /**
   * Tells what was not told yet: each problem on a line of its own, so that it can be read; the
   * ending sums them up. Not before qemu is spawned, since the first line of a log takes time.
   */
  private void tellProblems() {
    Problems problems = takeUnsaid();
    for (Problem warning : problems.warnings()) {
      log.warning(warning + ".");
    }
    for (Problem error : problems.errors()) {
      log.error(error + ".");
    }
  }

  /** For a pod that names images by URL, and has time to load what others load later. */
  private Ending fetchAndRun(Preflight preflight, Instant began)
      throws EndingException, InterruptedException {
    List<ImageJob> jobs = ImageJob.missing(preflight.config());
    if (jobs.isEmpty()) {
      return prepareAndRun(preflight, began);
    }
    tellProblems();
    Early started =
        new Early(new ViewBoard(began, stages), console(), new LateServices(processes, clock, err));
    early = started;
    late = started.services;
    ImageStage stage = new ImageStage(started.board, log, clock);
    earlyStop.tell(stage::stop);
    try {
      started.services.serve(preflight, started.board, started.console, log, stage::fail);
      if (signals.waitingStop().isEmpty()) {
        stage.run(preflight, jobs);
      }
      String stop = signals.waitingStop();
      if (!stop.isEmpty()) {
        return Ending.withoutGuest(stop);
      }
      Preflight complete = Preflight.quick(environment, arguments);
      remember(new Problems(List.of(), complete.warnings()));
      return prepareAndRun(complete, began);
    } finally {
      started.services.stop();
    }
  }

  private Ending prepareAndRun(Preflight preflight, Instant began)
      throws EndingException, InterruptedException {
    try (RuntimeDirectory runtime = Preparation.runtimeDirectory()) {
      earlyStop.leaves(runtime);
      VmPlanner planner = planner(preflight, runtime);
      LaunchPlan plan = planner.plan(preflight.accelerator());
      stages.put(StartupStage.DISKS, clock.instant());
      String stop = signals.waitingStop();
      if (!stop.isEmpty()) {
        return Ending.withoutGuest(stop);
      }
      QemuSpawner spawner = new QemuSpawner(processes, clock);
      SpawnedQemu qemu = spawner.spawn(plan);
      try {
        return supervise(preflight, planner, spawner, qemu, board(began));
      } finally {
        // It has ended, unless what watches over it could not even be made.
        qemu.process().kill();
        if (qemu.helper().isPresent()) {
          qemu.helper().get().stop();
        }
      }
    } finally {
      if (tap.isPresent()) {
        tap.get().remove(log);
      }
    }
  }

  private VmPlanner planner(Preflight preflight, RuntimeDirectory runtime) throws EndingException {
    MachineParts parts = Preparation.carryOut(preflight, runtime, log);
    Optional<NetworkDecision> network = Optional.empty();
    if (preflight.config().network().backend().isPresent()) {
      tap = NetworkPreparation.make(preflight.config(), processes);
      NetworkPreparation ready =
          NetworkPreparation.of(preflight.config(), preflight.binary(), runtime.path());
      parts = parts.withNic(ready.nic());
      network = Optional.of(ready.decision());
    }
    return new VmPlanner(
        preflight.config(),
        preflight.limits(),
        preflight.disks().tableBytes(),
        preflight.binary().toString(),
        parts,
        network);
  }

  /** The board, which one that fetched images has had for a while. */
  private ViewBoard board(Instant began) {
    Early before = early;
    if (before == null) {
      return new ViewBoard(began, stages);
    }
    Instant disks = stages.get(StartupStage.DISKS);
    if (disks != null) {
      before.board.reached(StartupStage.DISKS, disks);
    }
    return before.board;
  }

  private ConsoleRelay console() {
    // Not System.in and System.out: they buffer, and the console is relayed byte by byte.
    return new ConsoleRelay(
        new FileInputStream(FileDescriptor.in),
        new FileOutputStream(FileDescriptor.out),
        log::warning);
  }

  private Ending supervise(
      Preflight preflight,
      VmPlanner planner,
      QemuSpawner spawner,
      SpawnedQemu qemu,
      ViewBoard board)
      throws InterruptedException {
    Early before = early;
    ConsoleRelay console = before == null ? console() : before.console;
    LateServices services =
        before == null ? new LateServices(processes, clock, err) : before.services;
    late = services;
    Optional<IgnitionCare> ignition = IgnitionCare.of(preflight);
    SupervisorParts parts =
        new SupervisorParts(
            preflight.config(),
            planner,
            log,
            clock,
            console,
            spawner,
            board,
            services::podUsage,
            services::podMemory,
            services::podLimits,
            ignition.map(IgnitionCare::notes).orElse(IgnitionNotes.none()),
            services.observer(),
            services::lookForOrphans,
            fatal -> {
              tellProblems();
              ignition.ifPresent(care -> care.remember(log));
              services.start(preflight, qemu.plan().usesUserNetwork(), board, console, log, fatal);
            });
    Supervisor supervisor = new Supervisor(parts);
    signals.deliverTo(
        name -> {
          supervisor.signal(name);
          services.hurry();
        });
    try {
      Ending ending = supervisor.run(qemu);
      if (!console.drain(DRAIN)) {
        log.warning("The end of the console's output could not be written in time.");
      }
      return ending;
    } finally {
      services.stop();
    }
  }

  /** Ends the process without waiting for threads in native calls, if the library is loaded. */
  void exitQuickly(int code) {
    LateServices services = late;
    if (services != null) {
      services.exitQuickly(code);
    }
  }

  private static Ending internal(String message) {
    return Ending.beforeQemu(ExitCode.INTERNAL, "InternalError", message);
  }
}
