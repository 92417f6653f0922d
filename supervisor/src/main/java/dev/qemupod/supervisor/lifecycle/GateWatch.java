package dev.qemupod.supervisor.lifecycle;

import dev.qemupod.supervisor.config.PortForward;
import dev.qemupod.supervisor.config.ReadyGate;
import dev.qemupod.supervisor.config.VmConfig;
import dev.qemupod.supervisor.lifecycle.VmView.GateView;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Watches one run's readiness gate on its own thread until it is passed. The gates {@code running},
 * {@code agent} and {@code console:} need no looking: the loop opens the first two itself, the
 * console's listener the third.
 */
final class GateWatch implements AutoCloseable {
  private static final long INTERVAL_MILLISECONDS = 500;

  private final ScheduledExecutorService worker =
      Executors.newSingleThreadScheduledExecutor(
          task -> Thread.ofPlatform().daemon().name("ready-gate").unstarted(task));
  private String lastReason = "";

  private GateWatch() {}

  /** Starts looking; every change of the verdict becomes a loop event. */
  static GateWatch start(int run, GateProbe probe, Consumer<LoopEvent> loop) {
    GateWatch watch = new GateWatch();
    var _ =
        watch.worker.scheduleWithFixedDelay(
            () -> watch.look(run, probe, loop), 0, INTERVAL_MILLISECONDS, TimeUnit.MILLISECONDS);
    return watch;
  }

  /** The probe a gate needs, or one that says what the loop waits for. */
  static GateProbe probeFor(ReadyGate gate, VmConfig config) {
    return switch (gate) {
      case ReadyGate.Ssh(int port) -> GateProbes.ssh(hostOf(port, config), port);
      case ReadyGate.Http(int port, String path) ->
          GateProbes.http(hostOf(port, config), port, path);
      case ReadyGate.Tcp(int port) -> GateProbes.tcp(hostOf(port, config), port);
      case ReadyGate.Running _ -> () -> new GateView(true, "the VM runs");
      case ReadyGate.Console(var pattern) ->
          () -> new GateView(false, "no console line matches " + pattern + " yet");
      case ReadyGate.Agent _ -> () -> new GateView(false, "the guest agent has not answered yet");
    };
  }

  private static String hostOf(int port, VmConfig config) {
    for (PortForward forward : config.network().forwards()) {
      if (forward.hostPort() == port && forward.hostAddress().isPresent()) {
        String address = forward.hostAddress().get();
        if (address.equals("::")) {
          return "::1";
        }
        return address.equals("0.0.0.0") ? "127.0.0.1" : address;
      }
    }
    return "127.0.0.1";
  }

  private void look(int run, GateProbe probe, Consumer<LoopEvent> loop) {
    GateView view = probe.look();
    if (view.passed()) {
      worker.shutdown();
    }
    if (view.passed() || !view.reason().equals(lastReason)) {
      lastReason = view.reason();
      loop.accept(new LoopEvent.GateChanged(run, view));
    }
  }

  @Override
  public void close() {
    worker.shutdownNow();
  }
}
