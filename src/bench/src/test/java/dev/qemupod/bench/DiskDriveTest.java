package dev.qemupod.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class DiskDriveTest {
  @Test
  void requestsAreCountedInASecond() throws BenchException {
    assertEquals(
        6283,
        DiskDrive.requestsInSecond(
            "GUEST-DISK-DRIVEN rand-read requests=25132 bytes=102940672 microseconds=4000000"));
  }

  @Test
  void whatIsNoCountIsToldOf() {
    BenchException failure =
        assertThrows(
            BenchException.class, () -> DiskDrive.requestsInSecond("GUEST-DISK-DRIVEN rand-read"));
    assertEquals("not understood: GUEST-DISK-DRIVEN rand-read", failure.getMessage());
  }
}
