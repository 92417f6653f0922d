package dev.qemupod.supervisor.metrics;

import dev.qemupod.supervisor.qmp.BalloonStats;
import dev.qemupod.supervisor.qmp.CpuThread;
import dev.qemupod.supervisor.qmp.IoThread;
import dev.qemupod.supervisor.qmp.VcpuStats;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a sample asks qemu, each question within a time. Every method throws {@link
 * dev.qemupod.supervisor.qmp.QmpException} for an answer that did not come.
 */
interface QmpSource extends AutoCloseable {
  /** The threads of the vCPUs. */
  List<CpuThread> vcpus(Duration timeout) throws IOException;

  /** The threads that serve disks. */
  List<IoThread> iothreads(Duration timeout) throws IOException;

  /** What KVM counts of the vCPUs, by their QOM path. */
  Map<String, VcpuStats> vcpuStats(Duration timeout) throws IOException;

  /** RAM of the machine, bytes. */
  long configuredMemory(Duration timeout) throws IOException;

  /** RAM that the balloon leaves to the guest, bytes; empty without a balloon. */
  OptionalLong balloon(Duration timeout) throws IOException;

  /** What the guest tells of its memory; empty until its balloon driver has told. */
  Optional<BalloonStats> guestMemory(Duration timeout) throws IOException;

  /** The guest's disks. */
  List<BlockSample> blocks(Duration timeout) throws IOException;

  @Override
  void close();

  /** Opens the connection that samples have for themselves. */
  interface Connector {
    /** A negotiated connection. */
    QmpSource connect(Path socket, Duration timeout) throws IOException;
  }
}
