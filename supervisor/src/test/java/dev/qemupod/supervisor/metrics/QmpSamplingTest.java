package dev.qemupod.supervisor.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.qemupod.supervisor.qmp.BlockStats;
import dev.qemupod.supervisor.qmp.BlockStats.Operation;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QmpSamplingTest {
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
}
