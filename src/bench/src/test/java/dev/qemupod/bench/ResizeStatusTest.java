package dev.qemupod.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.qemupod.bench.ResizeTrace.Sight;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class ResizeStatusTest {
  private static final long MIB = 1L << 20;
  private static final String METRICS =
      """
      qemu_resize_vcpus_wanted 2
      qemu_resize_vcpus 2
      qemu_resize_memory_wanted_bytes 1.048576E9
      qemu_resize_memory_bytes 1.048576E9
      """;
  private static final ResizeStatus AT_REST =
      new ResizeStatus(1152 * MIB, 2, 2, 1000 * MIB, 1000 * MIB, "");

  @Test
  void readsThePage() throws IOException {
    ResizeStatus status =
        ResizeStatus.of(
            new ObjectMapper()
                .readTree(
                    """
                    {"resize": {"memory_limit_bytes": 512, "vcpus_wanted": 1, "vcpus": 2,
                     "memory_wanted_bytes": 300, "memory_bytes": 400,
                     "difference": "memory in use can not be taken back"}}
                    """));
    assertEquals(
        new ResizeStatus(512, 1, 2, 300, 400, "memory in use can not be taken back"), status);
    assertTrue(status.about(512, 1));
    assertFalse(status.about(512, 2) || status.about(500, 1));
    assertFalse(status.hasVcpus() || status.hasMemory());
    assertTrue(status.inUse());
    assertFalse(status.noMorePlugs() || status.cacheFull());
  }

  @Test
  void aTrueOneHasNoUntruths() {
    assertEquals(List.of(), untruths(AT_REST, 2, 990 + 636, METRICS));
  }

  @Test
  void whatTheGuestSeesOtherwiseIsUntrue() {
    assertEquals(
        List.of(
            "/status tells of 2 vCPUs, the guest of 1",
            "/status tells of 1000 MiB, 636 more than at the start, the guest of 600 more"),
        untruths(AT_REST, 1, 990 + 600, METRICS));
  }

  @Test
  void aDifferenceIsToldIfThereIsOneOnly() {
    ResizeStatus silent = new ResizeStatus(1152 * MIB, 2, 2, 1100 * MIB, 1000 * MIB, "");
    ResizeStatus loud = new ResizeStatus(1152 * MIB, 2, 2, 1000 * MIB, 1000 * MIB, "nothing");
    assertTrue(untruths(silent, 2, 990 + 636, METRICS).getFirst().contains("the difference \"\""));
    assertTrue(untruths(loud, 2, 990 + 636, METRICS).getFirst().contains("\"nothing\""));
  }

  @Test
  void metricsThatDifferAreUntrue() {
    assertEquals(
        List.of("qemu_resize_vcpus is 1.0, /status has 2.0"),
        untruths(
            AT_REST, 2, 990 + 636, METRICS.replace("qemu_resize_vcpus 2", "qemu_resize_vcpus 1")));
  }

  /** Of a guest that began with 364 MiB, and counted 990 MiB. */
  private static List<String> untruths(
      ResizeStatus status, int vcpus, long mebibytes, String metrics) {
    return status.untruths(
        new Sight(0, vcpus, mebibytes << 10), 990 << 10, 364 * MIB, MetricsText.parse(metrics));
  }
}
