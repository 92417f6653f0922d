package dev.qemupod.supervisor;

import dev.qemupod.supervisor.config.HttpAddress;
import dev.qemupod.supervisor.config.NetworkConfig;
import dev.qemupod.supervisor.config.ServiceConfig;
import dev.qemupod.supervisor.console.ConsoleRelay;
import dev.qemupod.supervisor.host.CgroupReader;
import dev.qemupod.supervisor.host.CgroupUsageReader;
import dev.qemupod.supervisor.host.GuestRam;
import dev.qemupod.supervisor.host.PodAddresses;
import dev.qemupod.supervisor.host.PodLimits;
import dev.qemupod.supervisor.host.PodMemory;
import dev.qemupod.supervisor.host.PodMemoryReader;
import dev.qemupod.supervisor.host.PodUsage;
import dev.qemupod.supervisor.host.ProcessUsageReader;
import dev.qemupod.supervisor.http.HttpEndpoints;
import dev.qemupod.supervisor.http.HttpUnavailable;
import dev.qemupod.supervisor.lifecycle.Ending;
import dev.qemupod.supervisor.lifecycle.ExitCode;
import dev.qemupod.supervisor.lifecycle.ViewBoard;
import dev.qemupod.supervisor.log.Log;
import dev.qemupod.supervisor.log.LogOutput;
import dev.qemupod.supervisor.metrics.BuildInfo;
import dev.qemupod.supervisor.metrics.Metrics;
import dev.qemupod.supervisor.metrics.MetricsSources;
import dev.qemupod.supervisor.process.ProcessTable;
import dev.qemupod.supervisor.process.Reaper;
import dev.qemupod.supervisor.process.Terminal;
import dev.qemupod.supervisor.qmp.QmpObserver;
import java.net.SocketException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What is started only once qemu runs, because loading it takes longer than everything before: the
 * HTTP server at once, and the reaper with jnr-posix and the metrics with micrometer some seconds
 * later. Loading those takes CPU time from the guest's boot, of which a pod of one CPU has not more
 * than the guest can use. Whoever needs one of them sooner gets it.
 */
final class LateServices {
  private static final Path ROOT = Path.of("/");

  /** In which a small Linux has booted even without KVM; to a large one the loading is nothing. */
  private static final Duration UNDISTURBED = Duration.ofSeconds(5);

  /** For the thread that starts the reaper; what that has to load is not in it. */
  private static final Duration REAPER_START = Duration.ofMillis(100);

  private final ProcessTable processes;
  private final InstantSource clock;
  private final LogOutput logOutput;
  private final CgroupUsageReader podUsage = new CgroupUsageReader(ROOT);
  private final PodMemoryReader podMemory = new PodMemoryReader(ROOT);
  private final CountDownLatch needed = new CountDownLatch(1);
  private final LateObserver observer = new LateObserver(needed::countDown);
  private final CompletableFuture<Reaper> reaper = new CompletableFuture<>();
  private final Object lock = new Object();
  private @Nullable HttpEndpoints endpoints;
  private @Nullable Metrics metrics;
  private boolean closed;
  private volatile boolean started;
  private final Object terminalLock = new Object();
  private @Nullable Terminal terminal;
  private boolean stopped;

  LateServices(ProcessTable processes, InstantSource clock, LogOutput logOutput) {
    this.processes = processes;
    this.clock = clock;
    this.logOutput = logOutput;
  }

  /** What memory the pod uses now; only for the event loop. */
  PodUsage podUsage() {
    return podUsage.readMemory();
  }

  /** How near the pod is to its memory limit; only for the thread that watches it. */
  PodMemory podMemory(long pid, GuestRam ram) {
    return podMemory.read(pid, ram, System.nanoTime());
  }

  /** What the pod may use now, which changes when it is resized in place. */
  PodLimits podLimits() {
    return new CgroupReader(ROOT).read();
  }

  /** Told of QMP from its first command on. */
  QmpObserver observer() {
    return observer;
  }

  /**
   * Starts everything; returns when it runs.
   *
   * @param userNetwork whether the guest has qemu's own user network, or none
   * @param failed told how to end if the configured address can not be served
   */
  void start(
      Preflight preflight,
      boolean userNetwork,
      ViewBoard board,
      ConsoleRelay console,
      Log log,
      Consumer<Ending> failed) {
    started = true;
    takeTerminal();
    MetricsSources sources = sources(preflight.config().service(), board, console);
    listen(preflight, board, sources, log, failed);
    if (userNetwork) {
      warnOfUnreachablePorts(preflight.config().network(), log);
    }
    awaitNeed();
    reaper.complete(Reaper.start(processes, warnings(log)));
    if (!isClosed()) {
      var _ = metrics(sources);
    }
  }

  /** What is found after the end is not told: the ending is the last line of the log. */
  private Consumer<String> warnings(Log log) {
    return warning -> {
      synchronized (lock) {
        if (!closed) {
          log.warning(warning);
        }
      }
    };
  }

  /**
   * Starts metrics and endpoints, and nothing else: before qemu, for a start that takes a while.
   * Not the reaper, which may only be started once no process runs that it does not know.
   *
   * @param failed told how to end if the configured address can not be served
   */
  void serve(
      Preflight preflight,
      ViewBoard board,
      ConsoleRelay console,
      Log log,
      Consumer<Ending> failed) {
    MetricsSources sources = sources(preflight.config().service(), board, console);
    listen(preflight, board, sources, log, failed);
    var _ = metrics(sources);
  }

  private void listen(
      Preflight preflight,
      ViewBoard board,
      MetricsSources sources,
      Log log,
      Consumer<Ending> failed) {
    board.processStarted(sources.started());
    Optional<HttpAddress> address = preflight.config().service().http();
    synchronized (lock) {
      if (address.isEmpty() || endpoints != null || closed) {
        return;
      }
      try {
        HttpEndpoints serving =
            HttpEndpoints.start(
                address.get(),
                board::view,
                accept -> {
                  hurry();
                  return metrics(sources).scrape(accept);
                },
                board::argv,
                clock);
        endpoints = serving;
        log.info("Health and metrics are served on port " + serving.address().getPort() + ".");
      } catch (HttpUnavailable taken) {
        failed.accept(
            Ending.beforeQemu(
                ExitCode.CONFIG, "HttpUnavailable", String.valueOf(taken.getMessage())));
      }
    }
  }

  /** The metrics, loaded by whoever is first. */
  private Metrics metrics(MetricsSources sources) {
    synchronized (lock) {
      Metrics loaded = metrics;
      if (loaded == null) {
        loaded = new Metrics(sources);
        metrics = loaded;
        observer.becomes(loaded.qmpObserver());
        if (closed) {
          loaded.close();
        }
      }
      return loaded;
    }
  }

  private boolean isClosed() {
    synchronized (lock) {
      return closed;
    }
  }

  private void awaitNeed() {
    try {
      var _ = needed.await(UNDISTURBED.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** What waits for the guest to have booted is loaded now. */
  void hurry() {
    needed.countDown();
  }

  private void warnOfUnreachablePorts(NetworkConfig network, Log log) {
    try {
      ForwardCheck.warning(network, PodAddresses.read()).ifPresent(warnings(log));
    } catch (SocketException unknown) {
      log.debug("The pod's addresses can not be read: " + unknown.getMessage());
    }
  }

  /** Stops serving, so that nothing holds up the exit. */
  void stop() {
    hurry();
    giveTerminalBack();
    synchronized (lock) {
      closed = true;
      if (endpoints != null) {
        endpoints.close();
        endpoints = null;
      }
      if (metrics != null) {
        metrics.close();
      }
    }
  }

  private void takeTerminal() {
    synchronized (terminalLock) {
      if (!stopped) {
        terminal = Terminal.makeRaw(processes).orElse(null);
      }
    }
  }

  /** Also if the end comes while the terminal is being made raw: that is waited for. */
  private void giveTerminalBack() {
    synchronized (terminalLock) {
      stopped = true;
      if (terminal != null) {
        // A terminal that hung up has nothing to be restored: no matter if it fails.
        terminal.restore();
        terminal = null;
      }
    }
  }

  /** Ends the process at once, if the native library can be loaded; else returns. */
  void exitQuickly(int code) {
    if (!started) {
      return;
    }
    hurry();
    try {
      reaper.get(REAPER_START.toNanos(), TimeUnit.NANOSECONDS).exitNow(code);
    } catch (TimeoutException | ExecutionException unavailable) {
      // The machine ends the process itself, which takes it a while.
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private MetricsSources sources(ServiceConfig service, ViewBoard board, ConsoleRelay console) {
    BuildVersion build = BuildVersion.read();
    return new MetricsSources(
        new BuildInfo(
            build.version(),
            build.revision(),
            System.getProperty("java.runtime.version", "unknown")),
        service.kubevirt(),
        clock,
        processStart(),
        board::view,
        () -> board.view().machine().map(machine -> machine.qmpSockets().getLast()),
        ROOT,
        console::droppedBytes,
        logOutput::droppedBytes,
        processes::childrenEnded,
        this::orphansReaped);
  }

  /** Takes the orphans that the reaper was not told of, once there is one. */
  void lookForOrphans() {
    Reaper running = reaper.getNow(null);
    if (running != null) {
      running.look();
    }
  }

  private long orphansReaped() {
    Reaper running = reaper.getNow(null);
    return running == null ? 0 : running.orphansReaped();
  }

  private Instant processStart() {
    Instant now = clock.instant();
    return new ProcessUsageReader(ROOT).ownAge().map(now::minus).orElse(now);
  }
}
