package dev.qemupod.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class FioDriveTest {
  private static final String READ = "GUEST-FIO 3;fio-3.39;fio;0;0;81000;20250;5062;4000";

  @Test
  void readsAndWritesAreCountedTogether() throws BenchException {
    String written = ";0".repeat(37) + ";400;100;25;4000" + ";0".repeat(30);
    assertEquals(5087, FioDrive.requestsInSecond(READ + written));
  }

  @Test
  void aJobThatFailedIsToldOf() {
    String failed = "GUEST-FIO 3;fio-3.39;fio;0;5" + ";0".repeat(100);
    assertThrows(BenchException.class, () -> FioDrive.requestsInSecond(failed));
  }

  @Test
  void whatIsNoResultIsToldOf() {
    BenchException failure =
        assertThrows(BenchException.class, () -> FioDrive.requestsInSecond("GUEST-FIO fio: job"));
    assertEquals("not understood: GUEST-FIO fio: job", failure.getMessage());
  }
}
