package dev.qemupod.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CgroupCpuTest {
  @Test
  void readsBothVersions(@TempDir Path directory) throws IOException {
    Path stat = directory.resolve("cpu.stat");
    CgroupCpu pod = new CgroupCpu(directory);
    CgroupCpu.Throttling expected = new CgroupCpu.Throttling(100, 40, 2.5);

    Files.writeString(stat, "nr_periods 100\nnr_throttled 40\nthrottled_time 2500000000\n");
    assertEquals(expected, pod.throttling());

    Files.writeString(
        stat, "usage_usec 9\nnr_periods 100\nnr_throttled 40\nthrottled_usec 2500000\n");
    assertEquals(expected, pod.throttling());
    assertEquals(
        new CgroupCpu.Throttling(90, 30, 1.5),
        expected.since(new CgroupCpu.Throttling(10, 10, 1.0)));
  }

  @Test
  void withoutALimitNothingWasThrottled(@TempDir Path directory) throws IOException {
    Files.writeString(directory.resolve("cpu.stat"), "usage_usec 9\nuser_usec 5\n");
    assertEquals(new CgroupCpu.Throttling(0, 0, 0), new CgroupCpu(directory).throttling());
  }
}
