package dev.qemupod.supervisor.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.qemupod.supervisor.qmp.BlockStats;
import dev.qemupod.supervisor.qmp.BlockStats.Operation;
import dev.qemupod.supervisor.qmp.LatencyHistogram;
import dev.qemupod.supervisor.qmp.QmpException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** What is asked of qemu for histograms, and what is made of its answers. */
class BlockLatenciesTest {
  static final String HDA = "/machine/peripheral/hda/virtio-backend";
  private static final String CDROM = "cdrom";
  static final int BINS = BlockLatencies.BOUNDARIES.size() + 1;

  private final BlockLatencies latencies = new BlockLatencies();
  private final List<String> asked = new ArrayList<>();

  private boolean request(BlockStats... disks) throws QmpException {
    return latencies.request(
        List.of(disks),
        (device, _) -> {
          asked.add(device);
          return true;
        });
  }

  private static BlockStats fresh(String qdev) {
    return disk(qdev, Optional.empty(), 0, true);
  }

  /** A disk whose reads took this many nanoseconds together, of which these are in each bin. */
  static BlockStats counted(String qdev, long nanoseconds, long... bins) {
    return disk(qdev, Optional.of(ours(bins)), nanoseconds, true);
  }

  private static LatencyHistogram ours(long... bins) {
    List<Long> counts = new ArrayList<>(Collections.nCopies(BINS, 0L));
    for (int index = 0; index < bins.length; index++) {
      counts.set(index, bins[index]);
    }
    return new LatencyHistogram(
        BlockLatencies.BOUNDARIES.stream().map(bound -> bound + 1).toList(), counts);
  }

  private static BlockStats disk(
      String qdev, Optional<LatencyHistogram> read, long nanoseconds, boolean failedTimed) {
    return new BlockStats(
        "",
        qdev,
        "node",
        operation(read, OptionalLong.of(nanoseconds)),
        operation(Optional.empty(), OptionalLong.empty()),
        operation(Optional.empty(), OptionalLong.empty()),
        operation(Optional.empty(), OptionalLong.empty()),
        failedTimed);
  }

  private static Operation operation(Optional<LatencyHistogram> latency, OptionalLong nanoseconds) {
    return new Operation(
        OptionalLong.empty(),
        OptionalLong.empty(),
        nanoseconds,
        OptionalLong.empty(),
        OptionalLong.empty(),
        latency);
  }

  static List<Long> counts(long... first) {
    return ours(first).bins();
  }

  @Test
  void everyDiskIsCountedOnceAndFirmwaresFlashNever() throws Exception {
    assertTrue(
        request(
            fresh("/machine/system.flash0"),
            fresh("/machine/virt.flash1"),
            fresh(HDA),
            fresh(CDROM),
            fresh("")));
    assertEquals(List.of(HDA, CDROM), asked);

    assertFalse(request(counted(HDA, 0), counted(CDROM, 0)));
    assertEquals(2, asked.size());
  }

  @Test
  void aDiskThatAppearsAndANewQemuAreCountedToo() throws Exception {
    assertTrue(request(fresh(HDA)));
    assertTrue(request(counted(HDA, 0), fresh(CDROM)));
    assertTrue(request(fresh(HDA), fresh(CDROM)));

    assertEquals(List.of(HDA, CDROM, HDA, CDROM), asked);
  }

  @Test
  void whatSomebodyElseCountsIsLeftToThem() throws Exception {
    BlockStats theirs =
        disk(HDA, Optional.of(new LatencyHistogram(List.of(10L), List.of(1L, 2L))), 100, true);

    assertFalse(request(theirs));
    assertEquals(List.of(), latencies.of(theirs));
  }

  @Test
  void aQemuWithoutTheCommandIsAskedOnce() throws Exception {
    BlockLatencies.Command unknown =
        (device, _) -> {
          asked.add(device);
          return false;
        };
    assertFalse(latencies.request(List.of(fresh(HDA), fresh(CDROM)), unknown));
    assertFalse(latencies.request(List.of(fresh(HDA)), unknown));

    assertEquals(List.of(HDA), asked);
    assertEquals(List.of(), latencies.of(fresh(HDA)));
  }

  @Test
  void aDiskThatIsRefusedIsAskedForAgainWhenItWasAway() throws Exception {
    BlockLatencies.Command refusing =
        (device, _) -> {
          asked.add(device);
          throw new QmpException.CommandFailed("set", "DeviceNotFound", "no");
        };
    for (int scrape = 0; scrape < 3; scrape++) {
      assertFalse(latencies.request(List.of(fresh(HDA)), refusing));
    }
    assertEquals(List.of(HDA), asked);

    assertFalse(latencies.request(List.of(), refusing));
    assertTrue(request(fresh(HDA)));
  }

  @Test
  void anAnswerThatIsLateFailsTheSampleAndIsAskedForAgain() throws Exception {
    assertThrows(
        QmpException.TimedOut.class,
        () ->
            latencies.request(
                List.of(fresh(HDA)),
                (_, _) -> {
                  throw new QmpException.TimedOut("set", 800);
                }));

    assertTrue(request(fresh(HDA)));
  }

  @Test
  void countAndSumAreOfTheSameRequests() throws Exception {
    request(fresh(HDA));
    // Until then 7 s were spent in requests that nobody counted.
    assertEquals(
        List.of(new BlockSample.Latency("read", counts(), OptionalDouble.of(0))),
        latencies.of(counted(HDA, 7_000_000_000L, 2)));
    assertEquals(
        List.of(new BlockSample.Latency("read", counts(1, 3), OptionalDouble.of(0.5))),
        latencies.of(counted(HDA, 7_500_000_000L, 3, 3)));
  }

  @Test
  void aDiskThatCameBackStartsAnew() throws Exception {
    latencies.of(counted(HDA, 5, 4));
    latencies.of(counted(HDA, 9, 6));
    assertEquals(
        List.of(new BlockSample.Latency("read", counts(), OptionalDouble.of(0))),
        latencies.of(counted(HDA, 3, 1)));

    request(counted(CDROM, 0));
    assertEquals(
        List.of(new BlockSample.Latency("read", counts(), OptionalDouble.of(0))),
        latencies.of(counted(HDA, 100, 50)));
  }

  @Test
  void theSumIsLeftOutWhereQemuDoesNotTimeWhatFails() {
    List<BlockSample.Latency> told = latencies.of(disk(HDA, Optional.of(ours(1)), 5, false));

    assertEquals(List.of(new BlockSample.Latency("read", counts(), OptionalDouble.empty())), told);
  }
}
