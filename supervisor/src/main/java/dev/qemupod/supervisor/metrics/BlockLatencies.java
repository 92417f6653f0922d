package dev.qemupod.supervisor.metrics;

import dev.qemupod.supervisor.qmp.BlockStats;
import dev.qemupod.supervisor.qmp.LatencyHistogram;
import dev.qemupod.supervisor.qmp.QmpException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Has qemu count the requests of each disk by how long they take, and makes histograms of it.
 *
 * <p>qemu counts since it was told to, but sums up the durations since it was started, so that a
 * histogram takes both from the first reading on: its count and its sum are of the same requests.
 * qemu counts failed requests as well, and by default their time too (block/accounting.c).
 *
 * <p>What qemu counts outlives a connection, and so does this. Of one thread only.
 */
final class BlockLatencies {
  /** Nanoseconds: from a page cache's hit to a volume that hangs. */
  static final List<Long> BOUNDARIES =
      List.of(
          100_000L,
          250_000L,
          500_000L,
          1_000_000L,
          2_500_000L,
          5_000_000L,
          10_000_000L,
          25_000_000L,
          50_000_000L,
          100_000_000L,
          500_000_000L,
          2_000_000_000L,
          10_000_000_000L);

  /** A bin of qemu's ends below its boundary and a bucket at it, a nanosecond later. */
  private static final List<Long> BINS = bins();

  private final Map<String, Origin> origins = new HashMap<>();
  private final Set<String> refused = new HashSet<>();
  private boolean unsupported;

  /**
   * What a histogram starts from.
   *
   * @param bins what qemu had counted
   * @param nanoseconds what it had summed up
   */
  private record Origin(List<Long> bins, OptionalLong nanoseconds) {
    boolean isAfter(Origin later) {
      for (int index = 0; index < bins.size(); index++) {
        if (bins.get(index) > later.bins.get(index)) {
          return true;
        }
      }
      return nanoseconds.orElse(0) > later.nanoseconds.orElse(0);
    }
  }

  /** Tells qemu to count the requests of a disk. */
  @FunctionalInterface
  interface Command {
    /** False: qemu has no such command. */
    boolean count(String device, List<Long> boundaries) throws QmpException;
  }

  private static List<Long> bins() {
    List<Long> bins = new ArrayList<>(BOUNDARIES);
    bins.replaceAll(bound -> bound + 1);
    return List.copyOf(bins);
  }

  /**
   * Has qemu count for every disk that it does not count for: that is new, or qemu is.
   *
   * @return whether it has begun with any
   */
  boolean request(List<BlockStats> disks, Command command) throws QmpException {
    forgetOthers(disks);
    boolean begun = false;
    for (BlockStats disk : disks) {
      if (!unsupported && isTimed(disk) && !refused.contains(disk.qdev()) && !isCounted(disk)) {
        begun |= request(disk.qdev(), command);
      }
    }
    return begun;
  }

  private boolean request(String device, Command command) throws QmpException {
    try {
      unsupported = !command.count(device, BINS);
      origins.keySet().removeIf(key -> isOf(device, key));
      return !unsupported;
    } catch (QmpException.CommandFailed failure) {
      // It may be gone already; one that stays is not asked for with each scrape.
      refused.add(device);
      return false;
    }
  }

  /** The histograms of a disk, as far as it is counted for. */
  List<BlockSample.Latency> of(BlockStats disk) {
    List<BlockSample.Latency> latencies = new ArrayList<>(3);
    add(latencies, disk, "read", disk.read());
    add(latencies, disk, "write", disk.write());
    add(latencies, disk, "flush", disk.flush());
    return latencies;
  }

  private void add(
      List<BlockSample.Latency> latencies,
      BlockStats disk,
      String operation,
      BlockStats.Operation done) {
    List<Long> bins = done.latency().map(LatencyHistogram::bins).orElse(List.of());
    if (bins.isEmpty() || !isOurs(done)) {
      return;
    }
    Origin now = new Origin(bins, done.nanoseconds());
    String key = operation + " " + disk.qdev();
    Origin origin = origins.getOrDefault(key, now);
    if (origin.isAfter(now)) {
      origin = now;
    }
    origins.put(key, origin);
    List<Long> counts = new ArrayList<>(bins.size());
    for (int index = 0; index < bins.size(); index++) {
      counts.add(bins.get(index) - origin.bins.get(index));
    }
    latencies.add(
        new BlockSample.Latency(operation, counts, seconds(disk, origin.nanoseconds, done)));
  }

  private static OptionalDouble seconds(
      BlockStats disk, OptionalLong origin, BlockStats.Operation done) {
    return disk.failedTimed() && origin.isPresent() && done.nanoseconds().isPresent()
        ? OptionalDouble.of((done.nanoseconds().getAsLong() - origin.getAsLong()) / 1e9)
        : OptionalDouble.empty();
  }

  private void forgetOthers(List<BlockStats> disks) {
    Set<String> present = new HashSet<>();
    for (BlockStats disk : disks) {
      present.add(disk.qdev());
    }
    refused.retainAll(present);
    origins.keySet().removeIf(key -> !present.contains(key.substring(key.indexOf(' ') + 1)));
  }

  private static boolean isOf(String device, String key) {
    return key.substring(key.indexOf(' ') + 1).equals(device);
  }

  /** Firmware's flash is a disk to qemu, whose requests it does not time. */
  private static boolean isTimed(BlockStats disk) {
    return !disk.qdev().isEmpty()
        && !disk.qdev().startsWith("/machine/system.flash")
        && !disk.qdev().startsWith("/machine/virt.flash");
  }

  /** By whomever: what somebody else asked qemu for is not taken from them. */
  private static boolean isCounted(BlockStats disk) {
    return disk.read().latency().isPresent()
        || disk.write().latency().isPresent()
        || disk.flush().latency().isPresent();
  }

  private static boolean isOurs(BlockStats.Operation done) {
    return done.latency().map(LatencyHistogram::boundaries).orElse(List.of()).equals(BINS);
  }
}
