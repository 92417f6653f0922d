package dev.qemupod.supervisor.metrics;

import static dev.qemupod.supervisor.metrics.MetricDefinition.counter;
import static dev.qemupod.supervisor.metrics.MetricDefinition.gauge;
import static dev.qemupod.supervisor.metrics.MetricDefinition.histogram;

import dev.qemupod.supervisor.qmp.BlockStats;
import java.util.List;

/** The guest's disks; names end as node_exporter's {@code node_disk_*} do. */
final class BlockMetrics implements MetricGroup {
  private static final String STATS = "query-blockstats";
  private static final String DEVICE = "device";

  static final MetricDefinition READ_BYTES =
      counter("qemu_block_read_bytes_total", STATS, "Bytes the guest has read.", DEVICE);
  static final MetricDefinition WRITTEN_BYTES =
      counter("qemu_block_written_bytes_total", STATS, "Bytes the guest has written.", DEVICE);
  static final MetricDefinition DISCARDED_BYTES =
      counter("qemu_block_discarded_bytes_total", STATS, "Bytes the guest has discarded.", DEVICE);
  static final MetricDefinition READS =
      counter(
          "qemu_block_reads_completed_total", STATS, "Reads of the guest that succeeded.", DEVICE);
  static final MetricDefinition WRITES =
      counter(
          "qemu_block_writes_completed_total",
          STATS,
          "Writes of the guest that succeeded.",
          DEVICE);
  static final MetricDefinition FLUSHES =
      counter(
          "qemu_block_flushes_completed_total",
          STATS,
          "Flushes of the guest that succeeded.",
          DEVICE);
  static final MetricDefinition DISCARDS =
      counter(
          "qemu_block_discards_completed_total",
          STATS,
          "Discards of the guest that succeeded.",
          DEVICE);
  static final MetricDefinition READ_TIME =
      counter(
          "qemu_block_read_time_seconds_total",
          STATS,
          "Sum of the durations of all reads, in seconds.",
          DEVICE);
  static final MetricDefinition WRITE_TIME =
      counter(
          "qemu_block_write_time_seconds_total",
          STATS,
          "Sum of the durations of all writes, in seconds.",
          DEVICE);
  static final MetricDefinition FLUSH_TIME =
      counter(
          "qemu_block_flush_time_seconds_total",
          STATS,
          "Sum of the durations of all flushes, in seconds.",
          DEVICE);
  static final MetricDefinition LATENCY =
      histogram(
          "qemu_block_latency_seconds",
          "query-blockstats, block-latency-histogram-set",
          "Durations of the guest's reads, writes and flushes, failed ones included, since the disk"
              + " was first measured.",
          DEVICE,
          "operation");
  static final MetricDefinition FAILED =
      counter(
          "qemu_block_failed_operations_total",
          STATS,
          "Requests of the guest that failed.",
          DEVICE,
          "operation");
  static final MetricDefinition VIRTUAL_SIZE =
      gauge(
          "qemu_block_virtual_size_bytes",
          "query-named-block-nodes",
          "Size of the disk that the guest sees.",
          DEVICE);
  static final MetricDefinition ALLOCATED =
      gauge(
          "qemu_block_allocated_bytes",
          "query-named-block-nodes",
          "Bytes the disk's image takes on the host.",
          DEVICE);

  @Override
  public String title() {
    return "Disks";
  }

  @Override
  public List<MetricDefinition> metrics() {
    return List.of(
        READ_BYTES,
        WRITTEN_BYTES,
        DISCARDED_BYTES,
        READS,
        WRITES,
        FLUSHES,
        DISCARDS,
        READ_TIME,
        WRITE_TIME,
        FLUSH_TIME,
        LATENCY,
        FAILED,
        VIRTUAL_SIZE,
        ALLOCATED);
  }

  @Override
  public void write(VmSample sample, Exposition exposition) {
    for (BlockSample block : sample.blocks()) {
      write(block, exposition);
    }
  }

  private static void write(BlockSample block, Exposition exposition) {
    String device = block.device();
    BlockStats stats = block.stats();
    exposition.add(READ_BYTES, stats.read().bytes(), device);
    exposition.add(WRITTEN_BYTES, stats.write().bytes(), device);
    exposition.add(DISCARDED_BYTES, stats.discard().bytes(), device);
    exposition.add(READS, stats.read().operations(), device);
    exposition.add(WRITES, stats.write().operations(), device);
    exposition.add(FLUSHES, stats.flush().operations(), device);
    exposition.add(DISCARDS, stats.discard().operations(), device);
    exposition.add(READ_TIME, MetricDefinition.seconds(stats.read().nanoseconds()), device);
    exposition.add(WRITE_TIME, MetricDefinition.seconds(stats.write().nanoseconds()), device);
    exposition.add(FLUSH_TIME, MetricDefinition.seconds(stats.flush().nanoseconds()), device);
    for (BlockSample.Latency latency : block.latencies()) {
      exposition.addHistogram(
          LATENCY,
          BlockLatencies.BOUNDARIES,
          latency.counts(),
          latency.seconds(),
          device,
          latency.operation());
    }
    exposition.add(FAILED, stats.read().failed(), device, "read");
    exposition.add(FAILED, stats.write().failed(), device, "write");
    exposition.add(FAILED, stats.flush().failed(), device, "flush");
    exposition.add(FAILED, stats.discard().failed(), device, "discard");
    exposition.add(VIRTUAL_SIZE, block.virtualSize(), device);
    exposition.add(ALLOCATED, block.allocatedSize(), device);
  }
}
