package dev.qemupod.supervisor.lifecycle;

import static org.junit.jupiter.api.Assertions.fail;

import dev.qemupod.supervisor.config.Arch;
import dev.qemupod.supervisor.config.EnvReader;
import dev.qemupod.supervisor.config.HostFacts;
import dev.qemupod.supervisor.config.VmConfig;
import dev.qemupod.supervisor.console.ConsoleRelay;
import dev.qemupod.supervisor.host.PodLimits;
import dev.qemupod.supervisor.host.PodMemory;
import dev.qemupod.supervisor.host.PodUsage;
import dev.qemupod.supervisor.http.HealthModel;
import dev.qemupod.supervisor.http.Verdict;
import dev.qemupod.supervisor.log.Log;
import dev.qemupod.supervisor.process.ProcessTable;
import dev.qemupod.supervisor.qmp.FakeQmpServer;
import dev.qemupod.supervisor.qmp.FakeQmpServer.Script;
import dev.qemupod.supervisor.qmp.QmpObserver;
import dev.qemupod.supervisor.sizing.Maxima;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** The real event loop above a stub of qemu, with a clock that a test moves. */
final class StubbedSupervisor implements AutoCloseable {
  /** Does nothing until its stdin ends or it gets SIGTERM, when it exits with 0 as qemu does. */
  static final List<String> IDLE = List.of("sh", "-c", "trap 'exit 0' TERM; read line");

  /** The loop publishes a moment after it has looked at the clock. */
  private static final Duration BETWEEN_LOOK_AND_VIEW = Duration.ofMillis(20);

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final MovableClock clock = new MovableClock();
  private final ByteArrayOutputStream log = new ByteArrayOutputStream();
  private final ViewBoard board = new ViewBoard(clock.instant(), Map.of());
  private final QemuSpawner spawner = new QemuSpawner(new ProcessTable(), clock);
  private final CompletableFuture<Ending> ending = new CompletableFuture<>();
  private final Optional<FakeQmpServer> monitor;
  private final Supervisor supervisor;
  private volatile PodUsage usage = PodUsages.oomKills(0);
  private volatile PodMemory memory =
      new PodMemory(
          OptionalLong.empty(), OptionalLong.empty(), OptionalLong.empty(), OptionalLong.empty());
  private volatile PodLimits limits =
      new PodLimits(PodLimits.CgroupVersion.V1, OptionalLong.empty(), OptionalDouble.empty(), 1, 0);
  private final Thread loop;

  /**
   * Starts it.
   *
   * @param folder where the stub's monitor listens
   * @param command the stub
   * @param scripts what its monitor does; none: there is no monitor
   */
  StubbedSupervisor(
      Map<String, String> environment,
      Path folder,
      Duration qmpPatience,
      List<String> command,
      Script... scripts)
      throws IOException {
    this(environment, folder, qmpPatience, command, Optional.empty(), scripts);
  }

  /** One whose VM can be resized up to these maxima. */
  static StubbedSupervisor resizable(
      Map<String, String> environment, Path folder, Maxima most, PodLimits limits, Script script)
      throws IOException {
    return new StubbedSupervisor(
        environment, folder, PATIENCE, IDLE, Optional.of(new Resizing(most, limits)), script);
  }

  private record Resizing(Maxima most, PodLimits limits) {}

  private StubbedSupervisor(
      Map<String, String> environment,
      Path folder,
      Duration qmpPatience,
      List<String> command,
      Optional<Resizing> resizing,
      Script... scripts)
      throws IOException {
    limits = resizing.map(Resizing::limits).orElse(limits);
    Path socket = folder.resolve("qmp.sock");
    monitor =
        scripts.length == 0 ? Optional.empty() : Optional.of(new FakeQmpServer(socket, scripts));
    supervisor = new Supervisor(parts(environment), qmpPatience);
    loop =
        new Thread(() -> run(VmViews.plan(socket, command, resizing.map(Resizing::most))), "loop");
    loop.setDaemon(true);
    loop.start();
  }

  private SupervisorParts parts(Map<String, String> environment) {
    VmConfig config =
        new EnvReader(new HostFacts(Arch.X86_64, "vm", 0))
            .read(environment, List.of())
            .config()
            .orElseThrow();
    ConsoleRelay console =
        new ConsoleRelay(
            InputStream.nullInputStream(), OutputStream.nullOutputStream(), note -> {});
    console.start();
    return new SupervisorParts(
        config,
        decision -> fail("nothing is planned anew"),
        new Log(new PrintStream(log, true, StandardCharsets.UTF_8), false, Level.DEBUG),
        clock,
        console,
        spawner,
        board,
        () -> usage,
        (pid, ram) -> memory,
        () -> limits,
        IgnitionNotes.none(),
        new Nobody(),
        () -> {},
        fatal -> {});
  }

  private void run(LaunchPlan plan) {
    try {
      ending.complete(supervisor.run(spawner.spawn(plan)));
    } catch (Throwable failure) {
      ending.completeExceptionally(failure);
    }
  }

  /** What is published now. */
  VmView view() {
    return board.view();
  }

  /** What {@code /livez} would say now. */
  Verdict live() {
    return HealthModel.live(board.view(), clock.instant());
  }

  /** Lets time pass at once; the loop has turned since when this returns. */
  void advance(Duration by) throws InterruptedException {
    Instant then = clock.advance(by);
    supervisor.signal("USR1");
    await("turned", view -> ending.isDone() || !view.loopTick().isBefore(then));
  }

  /** What the pod's cgroup tells from now on. */
  void usage(PodUsage newUsage) {
    usage = newUsage;
  }

  /** What is measured of the pod's memory from now on. */
  void memory(PodMemory newMemory) {
    memory = newMemory;
  }

  /** What the pod may use from now on. */
  void limits(PodLimits newLimits) {
    limits = newLimits;
  }

  /** A signal to the supervisor. */
  void signal(String name) {
    supervisor.signal(name);
  }

  /** Waits until the published view is such a one. */
  VmView await(String what, Predicate<VmView> wanted) throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    for (VmView view = view(); ; view = view()) {
      if (wanted.test(view)) {
        return view;
      }
      if (System.nanoTime() > deadline) {
        return fail("never " + what + ": " + view + "\n" + log());
      }
      clock.awaitLook(BETWEEN_LOOK_AND_VIEW);
    }
  }

  /** Waits for the end. */
  Ending awaitEnding() throws Exception {
    return ending.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  /** The log so far. */
  String log() {
    return log.toString(StandardCharsets.UTF_8);
  }

  @Override
  public void close() throws IOException {
    try {
      if (!ending.isDone()) {
        supervisor.signal("TERM");
        await("stopping", view -> ending.isDone() || view.phase() == Phase.STOPPING);
        advance(Duration.ofMinutes(10));
      }
      loop.join(PATIENCE);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    if (monitor.isPresent()) {
      monitor.get().close();
    }
  }

  /** Nobody is told of commands and events. */
  static final class Nobody implements QmpObserver {
    @Override
    public void command(String command, long nanoseconds, Outcome outcome) {}

    @Override
    public void event(String name) {}
  }
}
