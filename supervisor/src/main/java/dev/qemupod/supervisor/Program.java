package dev.qemupod.supervisor;

import dev.qemupod.supervisor.cli.Cli;
import dev.qemupod.supervisor.cli.Command;
import dev.qemupod.supervisor.cli.HelpText;
import dev.qemupod.supervisor.config.ConfigResult;
import dev.qemupod.supervisor.config.EffectiveConfig;
import dev.qemupod.supervisor.config.EnvReader;
import dev.qemupod.supervisor.config.HttpAddress;
import dev.qemupod.supervisor.config.Problem;
import dev.qemupod.supervisor.config.Problems;
import dev.qemupod.supervisor.config.VmConfig;
import dev.qemupod.supervisor.http.HealthClient;
import dev.qemupod.supervisor.http.Probe;
import dev.qemupod.supervisor.http.Verdict;
import dev.qemupod.supervisor.lifecycle.Ending;
import dev.qemupod.supervisor.lifecycle.EndingException;
import dev.qemupod.supervisor.lifecycle.ExitCode;
import dev.qemupod.supervisor.lifecycle.RunEvents;
import dev.qemupod.supervisor.lifecycle.TerminationReport;
import dev.qemupod.supervisor.log.Log;
import dev.qemupod.supervisor.log.LogOutput;
import java.io.PrintStream;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/** Chooses the command, and tells how it ended. */
final class Program {
  private static final Duration HEALTH_TIMEOUT = Duration.ofSeconds(5);

  private final Map<String, String> environment;
  private final PrintStream out;
  private final LogOutput err;
  private final InstantSource clock;
  private final IntConsumer exit;
  private volatile @Nullable RunCommand running;

  /**
   * A program not yet run.
   *
   * @param exit ends the process with a code, if {@link #run} can not come to return one
   */
  Program(
      Map<String, String> environment,
      PrintStream out,
      LogOutput err,
      InstantSource clock,
      IntConsumer exit) {
    this.environment = environment;
    this.out = out;
    this.err = err;
    this.clock = clock;
    this.exit = exit;
  }

  /** Runs what the arguments ask for; the exit code. */
  int run(List<String> arguments) {
    return switch (Cli.parse(arguments)) {
      case Command.Run(List<String> forQemu) -> runVm(environment, forQemu);
      case Command.Demo _ -> runVm(DemoEnvironment.over(environment), List.of());
      case Command.Plan(boolean json, List<String> forQemu) -> plan(json, forQemu);
      case Command.Check(List<String> forQemu) -> check(forQemu);
      case Command.Health(Command.Health.Kind kind) -> health(kind);
      case Command.Help _ -> print(HelpText.text());
      case Command.Version _ -> print("qemu-pod " + BuildVersion.read().version() + "\n");
      case Command.UsageError(String message) -> usage(message);
    };
  }

  /** Ends the process without waiting for threads, if what that needs is loaded by now. */
  void exitQuickly(int code) {
    RunCommand command = running;
    if (command != null) {
      command.exitQuickly(code);
    }
  }

  private int runVm(Map<String, String> variables, List<String> forQemu) {
    Log log = RunLog.of(variables, err);
    RunCommand command = new RunCommand(variables, forQemu, log, err, clock, this::end);
    running = command;
    Ending ending = command.run();
    return report(ending, command.log());
  }

  /** Ends the process like this, whatever the main thread is held up by. */
  private void end(Ending ending) {
    RunCommand command = running;
    exit.accept(report(ending, command == null ? RunLog.of(environment, err) : command.log()));
  }

  private int report(Ending ending, Log log) {
    Optional<String> trouble = TerminationReport.write(TerminationReport.DEFAULT_PATH, ending);
    trouble.ifPresent(log::warning);
    String line = ending.message() + " Exit code " + ending.code() + ".";
    Level level = ending.code() == ExitCode.OK.code() ? Level.INFO : Level.ERROR;
    log.event(level, line, RunEvents.ending(ending));
    return ending.code();
  }

  private int plan(boolean json, List<String> forQemu) {
    try {
      PlanPage page =
          new PlanPage(
              Preflight.full(environment, forQemu), EffectiveConfig.of(environment, forQemu));
      return print(json ? page.json() : page.text());
    } catch (EndingException failure) {
      return complain(failure);
    }
  }

  private int check(List<String> forQemu) {
    try {
      Preflight preflight = Preflight.full(environment, forQemu);
      warn(preflight.warnings());
      return print("The configuration is valid.\n");
    } catch (EndingException failure) {
      return complain(failure);
    }
  }

  private int complain(EndingException failure) {
    Problems problems = failure.problems();
    if (problems.errors().isEmpty()) {
      err.stream().println(failure.ending().message());
    }
    for (Problem error : problems.errors()) {
      err.stream().println("error: " + error);
    }
    warn(problems.warnings());
    return failure.ending().code();
  }

  private void warn(List<Problem> warnings) {
    for (Problem warning : warnings) {
      err.stream().println("warning: " + warning);
    }
  }

  private int health(Command.Health.Kind kind) {
    ConfigResult result = new EnvReader(Preflight.facts()).read(environment, List.of());
    Optional<HttpAddress> address = result.config().map(VmConfig::service).flatMap(s -> s.http());
    if (address.isEmpty()) {
      err.stream()
          .println(
              "QEMU_HTTP must be an address for health to be asked, but was \"off\" or the"
                  + " configuration is invalid; unset it, or remove the health check.");
      return ExitCode.CONFIG.code();
    }
    Probe probe =
        switch (kind) {
          case LIVE -> Probe.LIVE;
          case READY -> Probe.READY;
        };
    Verdict verdict = HealthClient.ask(address.get(), probe, HEALTH_TIMEOUT);
    out.println(verdict.reason());
    return verdict.ok() ? ExitCode.OK.code() : ExitCode.INTERNAL.code();
  }

  private int print(String text) {
    out.print(text);
    return out.checkError() ? ExitCode.INTERNAL.code() : ExitCode.OK.code();
  }

  private int usage(String message) {
    err.stream().println("qemu-pod: " + message + ".");
    return ExitCode.USAGE.code();
  }
}
