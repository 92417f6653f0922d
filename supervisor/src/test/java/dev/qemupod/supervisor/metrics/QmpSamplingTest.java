package dev.qemupod.supervisor.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import dev.qemupod.supervisor.qmp.BlockStats;
import dev.qemupod.supervisor.qmp.BlockStats.Operation;
import dev.qemupod.supervisor.qmp.FakeQmpServer;
import dev.qemupod.supervisor.qmp.VcpuStats;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QmpSamplingTest {
  @TempDir private Path directory;

  private static final Operation NONE =
      new Operation(
          OptionalLong.empty(),
          OptionalLong.empty(),
          OptionalLong.empty(),
          OptionalLong.empty(),
          OptionalLong.empty(),
          Optional.empty());

  @ParameterizedTest
  @CsvSource({
    "'', /machine/peripheral/hda/virtio-backend, hda",
    "'', /machine/peripheral/cdrom, cdrom",
    "drive0, /machine/peripheral/hdb/virtio-backend, hdb",
    "drive0, /machine/peripheral-anon/device[0]/virtio-backend, drive0",
    "'', /machine/peripheral-anon/device[0]/virtio-backend,"
        + " /machine/peripheral-anon/device[0]/virtio-backend",
    "ide0-hd0, '', ide0-hd0",
    "'', '', ''"
  })
  void aDiskIsNamedByItsDevicesIdElseByWhatThereIs(String device, String qdev, String name) {
    assertEquals(
        name,
        QmpSampling.deviceName(new BlockStats(device, qdev, "node", NONE, NONE, NONE, NONE, true)));
  }

  @Test
  void aKernelThatCountsIsAskedEachTime() throws Exception {
    String counted =
        "[{\"qom-path\": \"/cpu0\", \"stats\": [{\"name\": \"exits\", \"value\": 3}]}]";
    assertEquals(
        2,
        statsAskedTwice(
            (session, request) -> session.reply(request, counted),
            Map.of("/cpu0", new VcpuStats(OptionalLong.of(3), OptionalLong.empty()))));
  }

  @Test
  void aKernelThatDoesNotCountIsAskedOnce() throws Exception {
    assertEquals(1, statsAskedTwice((session, request) -> session.reply(request, "[]"), Map.of()));
  }

  @Test
  void aQemuThatDoesNotKnowStatisticsIsAskedOnce() throws Exception {
    assertEquals(
        1,
        statsAskedTwice(
            (session, request) -> session.fail(request, "CommandNotFound", "What?"), Map.of()));
  }

  /** How a qemu answers. */
  private interface Answer {
    void to(FakeQmpServer.Session session, JsonNode request) throws IOException;
  }

  /** How often qemu was asked. */
  private int statsAskedTwice(Answer answer, Map<String, VcpuStats> expected) throws Exception {
    AtomicInteger asked = new AtomicInteger();
    Path socket = directory.resolve("qmp.sock");
    try (FakeQmpServer server =
        new FakeQmpServer(
            socket,
            session -> {
              session.negotiate();
              for (JsonNode request = session.receiveOrNull();
                  request != null;
                  request = session.receiveOrNull()) {
                asked.incrementAndGet();
                answer.to(session, request);
              }
            })) {
      Duration patience = Duration.ofSeconds(30);
      try (QmpSource source =
          QmpSampling.connector(RunningQemu.UNWATCHED).connect(socket, patience)) {
        assertEquals(expected, source.vcpuStats(patience));
        assertEquals(expected, source.vcpuStats(patience));
      }
      server.awaitScript();
    }
    return asked.get();
  }
}
