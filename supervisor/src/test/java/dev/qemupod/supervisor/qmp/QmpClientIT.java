package dev.qemupod.supervisor.qmp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.qemupod.supervisor.process.ChildProcess;
import dev.qemupod.supervisor.process.ExitStatus;
import dev.qemupod.supervisor.process.ProcessTable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Against the installed qemu, with a machine that is never started. */
@Timeout(120)
class QmpClientIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir private Path directory;
  private final BlockingQueue<QmpEvent> events = new LinkedBlockingQueue<>();
  private final CompletableFuture<String> closed = new CompletableFuture<>();
  private Path socket = Path.of("unset");
  private Optional<ChildProcess> qemu = Optional.empty();

  @BeforeEach
  void startQemu() throws Exception {
    socket = directory.resolve("qmp.sock");
    qemu =
        Optional.of(
            ChildProcess.spawn(
                List.of(
                    "qemu-system-x86_64",
                    "-nodefaults",
                    "-no-user-config",
                    "-S",
                    "-machine",
                    "q35",
                    "-accel",
                    "tcg,tb-size=16",
                    "-m",
                    "32",
                    "-smp",
                    "2",
                    "-display",
                    "none",
                    "-monitor",
                    "none",
                    "-object",
                    "iothread,id=io0",
                    "-blockdev",
                    "null-co,node-name=disk0,size=1048576,read-zeroes=on",
                    "-device",
                    "virtio-blk-pci,id=hda,drive=disk0,iothread=io0",
                    "-device",
                    "virtio-balloon-pci,id=balloon0",
                    "-qmp",
                    "unix:" + socket + ",server=on,wait=off"),
                new ProcessTable()));
  }

  @AfterEach
  void killQemu() {
    qemu.ifPresent(ChildProcess::kill);
  }

  private QmpClient connect(Duration deadline) throws QmpException {
    return QmpClient.connect(
        socket, deadline, new RecordingObserver(), events::add, closed::complete);
  }

  private QmpEvent event(String name) throws InterruptedException {
    while (true) {
      QmpEvent event = events.poll(60, TimeUnit.SECONDS);
      assertNotNull(event, name);
      if (event.name().equals(name)) {
        return event;
      }
    }
  }

  @Test
  void everyTypedCommandUnderstandsRealReplies() throws Exception {
    try (QmpClient client = connect(PATIENCE)) {
      QmpCommands commands = new QmpCommands(client);
      assertTrue(client.version().supported());
      assertEquals(Optional.of(RunState.PRELAUNCH), commands.queryStatus());
      assertEquals(List.of(0, 1), commands.queryCpusFast().stream().map(CpuThread::index).toList());
      assertTrue(commands.queryCpusFast().getFirst().threadId() > 0);
      assertFalse(commands.queryCpusFast().getFirst().path().isEmpty());
      assertEquals(List.of("io0"), commands.queryIothreads().stream().map(IoThread::id).toList());
      // Only KVM counts.
      assertEquals(Map.of(), commands.queryVcpuStats());
      assertEquals(OptionalLong.of(32 << 20), commands.queryBalloon());
      assertEquals(32 << 20, commands.queryMemorySizeSummary().base());
      commands.enableBalloonStats("balloon0", Duration.ofSeconds(5));
      assertEquals(0, commands.balloonStats("balloon0").lastUpdate());
      assertEquals(OptionalLong.empty(), commands.balloonStats("balloon0").stat("stat-caches"));
      BlockStats stats = commands.queryBlockStats().getFirst();
      assertEquals("/machine/peripheral/hda/virtio-backend", stats.qdev());
      assertEquals(OptionalLong.of(0), stats.read().operations());
      assertEquals(OptionalLong.of(0), stats.discard().failed());
      assertEquals(Optional.empty(), stats.read().latency());
      assertTrue(commands.setLatencyHistogram(stats.qdev(), List.of(10L, 50L)));
      assertEquals(
          Optional.of(new LatencyHistogram(List.of(10L, 50L), List.of(0L, 0L, 0L))),
          commands.queryBlockStats().getFirst().flush().latency());
      BlockNode node = commands.queryNamedBlockNodes().getFirst();
      assertEquals("null-co", node.driver());
      assertEquals(OptionalLong.of(1 << 20), node.virtualSize());
      assertTrue(client.execute("query-qmp-schema", PATIENCE).size() > 1000);
    }
  }

  @Test
  void eventsTellOfResumingResettingPoweringDownAndQuitting() throws Exception {
    try (QmpClient client = connect(PATIENCE)) {
      QmpCommands commands = new QmpCommands(client);
      commands.cont();
      event("RESUME");
      assertEquals(Optional.of(RunState.RUNNING), commands.queryStatus());
      client.execute("system_reset", PATIENCE);
      assertEquals("host-qmp-system-reset", event("RESET").text("reason"));
      commands.systemPowerdown();
      event("POWERDOWN");
      commands.quit();
      assertEquals("host-qmp-quit", event("SHUTDOWN").text("reason"));
      assertEquals("qemu closed it", closed.get(60, TimeUnit.SECONDS));
      assertFalse(client.connected());
      assertEquals(Optional.of(new ExitStatus.Exited(0)), qemu.orElseThrow().waitFor(PATIENCE));
    }
  }

  @Test
  void anUnknownCommandIsAnErrorWithItsClass() throws Exception {
    try (QmpClient client = connect(PATIENCE)) {
      QmpException.CommandFailed failure =
          assertThrows(QmpException.CommandFailed.class, () -> client.execute("no-such", PATIENCE));
      assertEquals("CommandNotFound", failure.errorClass());
    }
  }

  @Test
  void aSecondClientIsNotGreetedUntilTheFirstLeaves() throws Exception {
    try (QmpClient first = connect(PATIENCE)) {
      assertTrue(first.connected());
      assertThrows(QmpException.Disconnected.class, () -> connect(Duration.ofMillis(300)));
    }
    try (QmpClient again = connect(PATIENCE)) {
      assertEquals(Optional.of(RunState.PRELAUNCH), new QmpCommands(again).queryStatus());
    }
  }

  @Test
  void killingQemuFailsTheCommandThatWaits() throws Exception {
    try (QmpClient client = connect(PATIENCE)) {
      assertTrue(qemu.orElseThrow().kill());
      closed.get(60, TimeUnit.SECONDS);
      assertThrows(QmpException.Disconnected.class, () -> client.execute("query-status", PATIENCE));
    }
  }
}
