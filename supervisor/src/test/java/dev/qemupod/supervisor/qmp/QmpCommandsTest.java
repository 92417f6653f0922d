package dev.qemupod.supervisor.qmp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class QmpCommandsTest {
  @TempDir private Path directory;

  /** What a test asks of the commands. */
  interface Use<T> {
    T of(QmpCommands commands) throws QmpException;
  }

  /** Lets one command be executed, checks its request, and gives it the reply. */
  private <T> T exchange(String request, String reply, Use<T> use) throws Exception {
    return converse(
        session -> {
          JsonNode received = session.receive();
          session.reply(received, reply);
          session.awaitClient();
          check(request, received);
        },
        use);
  }

  private static void check(String expected, JsonNode received) throws IOException {
    String actual = received.path("execute").asText() + received.path("arguments");
    if (!actual.equals(expected)) {
      throw new IOException("expected " + expected + ", not " + actual);
    }
  }

  private <T> T converse(FakeQmpServer.Script script, Use<T> use) throws Exception {
    Path socket = Files.createTempDirectory(directory, "monitor").resolve("qmp.sock");
    try (FakeQmpServer server =
        new FakeQmpServer(
            socket,
            session -> {
              session.negotiate();
              script.run(session);
            })) {
      T value;
      try (QmpClient client =
          QmpClient.connect(
              socket, Duration.ofSeconds(30), new RecordingObserver(), event -> {}, reason -> {})) {
        value = use.of(new QmpCommands(client));
      }
      server.awaitScript();
      return value;
    }
  }

  @Test
  void statusIsTheRunState() throws Exception {
    String reply = "{\"status\": \"io-error\", \"singlestep\": false, \"running\": false}";
    assertEquals(
        Optional.of(RunState.IO_ERROR), exchange("query-status", reply, QmpCommands::queryStatus));
  }

  @Test
  void aPlaceForACpuIsFreeOrHasAPath() throws Exception {
    String reply =
        "[{\"props\": {\"core-id\": 1, \"socket-id\": 0}, \"vcpus-count\": 1, \"type\": \"t\"},"
            + "{\"props\": {\"core-id\": 0}, \"qom-path\": \"/a\", \"type\": \"t\"}]";
    assertEquals(
        List.of(
            new CpuSlot("t", Map.of("core-id", 1, "socket-id", 0), Optional.empty()),
            new CpuSlot("t", Map.of("core-id", 0), Optional.of("/a"))),
        exchange("query-hotpluggable-cpus", reply, QmpCommands::queryHotpluggableCpus));
  }

  @Test
  void aCpuIsPluggedWhereItsPlaceIs() throws Exception {
    CpuSlot slot = new CpuSlot("t", Map.of("core-id", 1), Optional.empty());
    exchange(
        "device_add{\"driver\":\"t\",\"core-id\":1}",
        "{}",
        commands -> {
          commands.plug(slot);
          return true;
        });
  }

  @Test
  void aDeviceIsUnpluggedByItsPath() throws Exception {
    exchange(
        "device_del{\"id\":\"/a\"}",
        "{}",
        commands -> {
          commands.unplug("/a");
          return true;
        });
  }

  @Test
  void theMemoryOfAnotherDeviceIsNotOurs() throws Exception {
    String reply =
        "[{\"type\": \"dimm\", \"data\": {\"id\": \"m\"}},"
            + "{\"type\": \"virtio-mem\","
            + " \"data\": {\"id\": \"m\", \"requested-size\": 4, \"size\": 2}}]";
    assertEquals(
        Optional.of(new VirtioMemory(4, 2)),
        exchange("query-memory-devices", reply, commands -> commands.queryVirtioMemory("m")));
    assertEquals(
        Optional.empty(),
        exchange("query-memory-devices", reply, commands -> commands.queryVirtioMemory("n")));
  }

  @Test
  void memoryIsRequestedByAProperty() throws Exception {
    exchange(
        "qom-set{\"path\":\"/machine/peripheral/m\",\"property\":\"requested-size\",\"value\":4}",
        "{}",
        commands -> {
          commands.requestMemory("m", 4);
          return true;
        });
  }

  @Test
  void aStateOfALaterQemuIsUnknownAndNoFailure() throws Exception {
    assertEquals(
        Optional.empty(),
        exchange("query-status", "{\"status\": \"dreaming\"}", QmpCommands::queryStatus));
  }

  @Test
  void virtualCpusComeWithTheirThreads() throws Exception {
    String reply =
        """
        [{"cpu-index": 0, "thread-id": 4711, "qom-path": "/m/device[0]", "target": "x86_64", "props": {}}, \
        {"cpu-index": 1, "thread-id": 4712, "qom-type": "max-x86_64-cpu"}]\
        """;
    assertEquals(
        List.of(new CpuThread(0, 4711, "/m/device[0]"), new CpuThread(1, 4712, "")),
        exchange("query-cpus-fast", reply, QmpCommands::queryCpusFast));
  }

  @Test
  void iothreadsComeWithTheirThreads() throws Exception {
    String reply = "[{\"id\": \"io-hda\", \"thread-id\": 4713, \"poll-max-ns\": 32768}]";
    assertEquals(
        List.of(new IoThread("io-hda", 4713)),
        exchange("query-iothreads", reply, QmpCommands::queryIothreads));
  }

  /** In the shape of qapi/stats.json: lists are histograms, and names come and go. */
  @Test
  void whatKvmCountsIsByVirtualCpu() throws Exception {
    String request =
        "query-stats{\"target\":\"vcpu\",\"providers\":[{\"provider\":\"kvm\","
            + "\"names\":[\"exits\",\"halt_wait_ns\"]}]}";
    String reply =
        """
        [{"provider": "kvm", "qom-path": "/m/device[0]", "stats": [\
        {"name": "halt_wait_ns", "value": 7000}, {"name": "exits", "value": 33}, \
        {"name": "halt_wait_hist", "value": [1, 2]}]}, \
        {"provider": "kvm", "qom-path": "/m/device[1]", "stats": [\
        {"name": "exits", "value": 18446744073709551615}, \
        {"name": "halt_wait_ns", "value": 5}]}, \
        {"provider": "kvm", "qom-path": "/m/device[2]", "stats": [\
        {"name": "exits", "value": [4]}]}, \
        {"provider": "kvm"}]\
        """;
    assertEquals(
        Map.of(
            "/m/device[0]", new VcpuStats(OptionalLong.of(33), OptionalLong.of(7000)),
            "/m/device[1]", new VcpuStats(OptionalLong.empty(), OptionalLong.of(5))),
        exchange(request, reply, QmpCommands::queryVcpuStats));
    assertEquals(Map.of(), exchange(request, "[]", QmpCommands::queryVcpuStats));
  }

  @Test
  void blockStatisticsAreByKindOfRequest() throws Exception {
    String reply =
        """
        [{"device": "", "qdev": "/machine/peripheral/hda/virtio-backend", "node-name": "hda", \
        "parent": {"stats": {"rd_bytes": 999}}, \
        "stats": {"rd_bytes": 512, "rd_operations": 1, "rd_total_time_ns": 2000, \
        "failed_rd_operations": 0, "invalid_rd_operations": 3, "account_failed": false, \
        "rd_latency_histogram": {"boundaries": [10, 50], "bins": [1, 0, 4]}, \
        "wr_bytes": 18446744073709551615, "flush_operations": 4, "unmap_bytes": 4096}}]\
        """;
    BlockStats stats = exchange("query-blockstats", reply, QmpCommands::queryBlockStats).getFirst();
    assertEquals("/machine/peripheral/hda/virtio-backend", stats.qdev());
    assertEquals("hda", stats.nodeName());
    assertEquals(
        new BlockStats.Operation(
            OptionalLong.of(512),
            OptionalLong.of(1),
            OptionalLong.of(2000),
            OptionalLong.of(0),
            OptionalLong.of(3),
            Optional.of(new LatencyHistogram(List.of(10L, 50L), List.of(1L, 0L, 4L)))),
        stats.read());
    assertEquals(Optional.empty(), stats.write().latency());
    assertFalse(stats.failedTimed());
    assertEquals(OptionalLong.empty(), stats.write().bytes());
    assertEquals(OptionalLong.of(4), stats.flush().operations());
    assertEquals(OptionalLong.of(4096), stats.discard().bytes());
  }

  @Test
  void latenciesAreCountedWhereTheCommandExists() throws Exception {
    String request = "block-latency-histogram-set{\"id\":\"/a\",\"boundaries\":[10,50]}";
    Use<Boolean> use = commands -> commands.setLatencyHistogram("/a", List.of(10L, 50L));
    assertEquals(true, exchange(request, "{}", use));
    assertEquals(
        false,
        converse(session -> session.fail(session.receive(), "CommandNotFound", "What?"), use));
    assertThrows(
        QmpException.CommandFailed.class,
        () -> converse(session -> session.fail(session.receive(), "DeviceNotFound", "No /a"), use));
  }

  @Test
  void blockNodesTellTheirSizes() throws Exception {
    String reply =
        """
        [{"node-name": "hda", "drv": "qcow2", "file": "/d/hda.qcow2", "ro": true, \
        "image": {"virtual-size": 10737418240, "actual-size": 200704}}]\
        """;
    assertEquals(
        List.of(
            new BlockNode(
                "hda",
                "qcow2",
                "/d/hda.qcow2",
                true,
                OptionalLong.of(10_737_418_240L),
                OptionalLong.of(200_704))),
        exchange(
            "query-named-block-nodes{\"flat\":true}", reply, QmpCommands::queryNamedBlockNodes));
  }

  @Test
  void aMissingBalloonIsAbsentAndOtherErrorsAreErrors() throws Exception {
    assertEquals(
        OptionalLong.of(1 << 30),
        exchange("query-balloon", "{\"actual\": 1073741824}", QmpCommands::queryBalloon));
    assertEquals(
        OptionalLong.empty(),
        converse(
            session -> session.fail(session.receive(), "DeviceNotActive", "No balloon"),
            QmpCommands::queryBalloon));
    assertThrows(
        QmpException.CommandFailed.class,
        () ->
            converse(
                session -> session.fail(session.receive(), "GenericError", "?"),
                QmpCommands::queryBalloon));
  }

  @Test
  void memoryIsItsBaseAndWhatWasPlugged() throws Exception {
    assertEquals(
        new MemorySize(1024, OptionalLong.of(0)),
        exchange(
            "query-memory-size-summary",
            "{\"base-memory\": 1024, \"plugged-memory\": 0}",
            QmpCommands::queryMemorySizeSummary));
  }

  @Test
  void whatTheGuestDoesNotTellIsMissingFromItsStatistics() throws Exception {
    String reply =
        """
        {"stats": {"stat-free-memory": 1000, "stat-oom-kills": 18446744073709551615, \
        "stat-swap-in": -1, "stat-caches": 0}, "last-update": 1700000000}\
        """;
    String request =
        "qom-get{\"path\":\"/machine/peripheral/balloon0\",\"property\":\"guest-stats\"}";
    BalloonStats stats = exchange(request, reply, commands -> commands.balloonStats("balloon0"));
    assertEquals(
        new BalloonStats(1_700_000_000, Map.of("stat-free-memory", 1000L, "stat-caches", 0L)),
        stats);
    assertEquals(OptionalLong.of(1000), stats.stat("stat-free-memory"));
    assertEquals(OptionalLong.empty(), stats.stat("stat-oom-kills"));
  }

  @Test
  void balloonStatisticsArePolledAtLeastEverySecond() throws Exception {
    String request =
        "qom-set{\"path\":\"/machine/peripheral/b\",\"property\":"
            + "\"guest-stats-polling-interval\",\"value\":1}";
    assertEquals(
        "done",
        exchange(
            request,
            "{}",
            commands -> {
              commands.enableBalloonStats("b", Duration.ofMillis(10));
              return "done";
            }));
  }

  @Test
  void quitSucceedsThoughTheConnectionEndsBeforeItsReply() throws Exception {
    assertEquals(
        "done",
        converse(
            session -> check("quit", session.receive()),
            commands -> {
              commands.quit();
              return "done";
            }));
  }
}
