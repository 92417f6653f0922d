package dev.qemupod.supervisor;

import dev.qemupod.supervisor.config.Problem;
import dev.qemupod.supervisor.config.Problems;
import dev.qemupod.supervisor.config.VmConfig;
import dev.qemupod.supervisor.console.ConsoleRelay;
import dev.qemupod.supervisor.lifecycle.Ending;
import dev.qemupod.supervisor.lifecycle.EndingException;
import dev.qemupod.supervisor.lifecycle.ExitCode;
import dev.qemupod.supervisor.lifecycle.LaunchPlan;
import dev.qemupod.supervisor.lifecycle.StartupStage;
import dev.qemupod.supervisor.lifecycle.Supervisor;
import dev.qemupod.supervisor.lifecycle.SupervisorParts;
import dev.qemupod.supervisor.lifecycle.ViewBoard;
import dev.qemupod.supervisor.lifecycle.VmPlanner;
import dev.qemupod.supervisor.log.Log;
import dev.qemupod.supervisor.log.LogOutput;
import dev.qemupod.supervisor.process.ProcessTable;
import dev.qemupod.supervisor.process.Signals;
import dev.qemupod.supervisor.storage.RuntimeDirectory;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/** Runs the VM, from the environment to the ending. */
final class RunCommand {
  private static final Duration DRAIN = Duration.ofSeconds(2);

  private final Map<String, String> environment;
  private final List<String> arguments;
  private final LogOutput err;
  private final InstantSource clock;
  private final Signals signals = Signals.install();
  private final ProcessTable processes = new ProcessTable();
  private final LateServices late;
  private final EarlyStop earlyStop;
  private final AtomicReference<Problems> unsaid = new AtomicReference<>(Problems.none());
  private Log log;

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
    this.late = new LateServices(processes, clock, err);
    this.earlyStop = new EarlyStop(signals, exit);
    signals.beforehand(earlyStop);
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
    ViewBoard board = new ViewBoard(clock.instant());
    try {
      Preflight preflight = Preflight.quick(environment, arguments);
      log = RunLog.of(preflight.config().service(), err);
      board.reached(StartupStage.CONFIG, clock.instant());
      unsaid.set(new Problems(List.of(), preflight.warnings()));
      String stop = signals.waitingStop();
      if (!stop.isEmpty()) {
        return Ending.withoutGuest(stop);
      }
      return prepareAndRun(preflight, board);
    } catch (EndingException early) {
      unsaid.updateAndGet(early.problems()::and);
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

  /**
   * Tells what was not told yet: each problem on a line of its own, so that it can be read; the
   * ending sums them up. Not before qemu is spawned, since the first line of a log takes time.
   */
  private void tellProblems() {
    Problems problems = unsaid.getAndSet(Problems.none());
    for (Problem warning : problems.warnings()) {
      log.warning(warning + ".");
    }
    for (Problem error : problems.errors()) {
      log.error(error + ".");
    }
  }

  private Ending prepareAndRun(Preflight preflight, ViewBoard board)
      throws EndingException, InterruptedException {
    try (RuntimeDirectory runtime = Preparation.runtimeDirectory()) {
      earlyStop.leaves(runtime);
      VmPlanner planner =
          new VmPlanner(
              preflight.config(),
              preflight.limits(),
              preflight.binary().toString(),
              Preparation.carryOut(preflight, runtime, log));
      LaunchPlan plan = planner.plan(preflight.accelerator());
      board.reached(StartupStage.DISKS, clock.instant());
      return supervise(preflight, planner, plan, board);
    }
  }

  private Ending supervise(Preflight preflight, VmPlanner planner, LaunchPlan plan, ViewBoard board)
      throws InterruptedException {
    VmConfig config = preflight.config();
    // Not System.in and System.out: they buffer, and the console is relayed byte by byte.
    ConsoleRelay console =
        new ConsoleRelay(
            new FileInputStream(FileDescriptor.in),
            new FileOutputStream(FileDescriptor.out),
            log::warning);
    SupervisorParts parts =
        new SupervisorParts(
            config,
            planner,
            log,
            clock,
            console,
            processes,
            board,
            late::podUsage,
            late.observer(),
            fatal -> {
              tellProblems();
              late.start(preflight, board, console, log, fatal);
            });
    Supervisor supervisor = new Supervisor(parts);
    signals.deliverTo(supervisor::signal);
    try {
      Ending ending = supervisor.run(plan);
      if (!console.drain(DRAIN)) {
        log.warning("The end of the console's output could not be written in time.");
      }
      return ending;
    } finally {
      late.stop();
    }
  }

  /** Ends the process without waiting for threads in native calls, if the library is loaded. */
  void exitQuickly(int code) {
    late.exitQuickly(code);
  }

  private static Ending internal(String message) {
    return Ending.beforeQemu(ExitCode.INTERNAL, "InternalError", message);
  }
}
