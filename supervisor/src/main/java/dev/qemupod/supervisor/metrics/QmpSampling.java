package dev.qemupod.supervisor.metrics;

import dev.qemupod.supervisor.qmp.BalloonStats;
import dev.qemupod.supervisor.qmp.BlockNode;
import dev.qemupod.supervisor.qmp.BlockStats;
import dev.qemupod.supervisor.qmp.CpuThread;
import dev.qemupod.supervisor.qmp.IoThread;
import dev.qemupod.supervisor.qmp.MemorySize;
import dev.qemupod.supervisor.qmp.QmpClient;
import dev.qemupod.supervisor.qmp.QmpCommands;
import dev.qemupod.supervisor.qmp.QmpException;
import dev.qemupod.supervisor.qmp.QmpObserver;
import dev.qemupod.supervisor.qmp.VcpuStats;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Asks qemu over a QMP connection of its own, so that a slow answer to a scrape never delays what
 * the event loop has to say.
 */
final class QmpSampling implements QmpSource {
  /** How often qemu asks the guest for its memory; about as often as a scrape comes. */
  private static final Duration BALLOON_INTERVAL = Duration.ofSeconds(10);

  private static final String BALLOON_ID = "balloon0";
  private static final String PERIPHERAL = "/machine/peripheral/";

  private final QmpClient client;
  private final BlockLatencies latencies;
  private boolean balloonAsked;
  private boolean vcpusUncounted;

  private QmpSampling(QmpClient client, BlockLatencies latencies) {
    this.client = client;
    this.latencies = latencies;
  }

  /** Connections that tell the observer of their commands, one after the other. */
  static Connector connector(QmpObserver observer) {
    BlockLatencies latencies = new BlockLatencies();
    return (socket, timeout) ->
        new QmpSampling(QmpClient.connect(socket, timeout, observer), latencies);
  }

  @Override
  public List<CpuThread> vcpus(Duration timeout) throws QmpException {
    return commands(timeout).queryCpusFast();
  }

  @Override
  public List<IoThread> iothreads(Duration timeout) throws QmpException {
    return commands(timeout).queryIothreads();
  }

  /** Not asked again of a qemu that does not know, or whose kernel does not count. */
  @Override
  public Map<String, VcpuStats> vcpuStats(Duration timeout) throws QmpException {
    if (vcpusUncounted) {
      return Map.of();
    }
    try {
      Map<String, VcpuStats> stats = commands(timeout).queryVcpuStats();
      vcpusUncounted = stats.isEmpty();
      return stats;
    } catch (QmpException.CommandFailed unknown) {
      vcpusUncounted = true;
      return Map.of();
    }
  }

  @Override
  public long configuredMemory(Duration timeout) throws QmpException {
    MemorySize size = commands(timeout).queryMemorySizeSummary();
    return size.base() + size.plugged().orElse(0);
  }

  @Override
  public OptionalLong balloon(Duration timeout) throws QmpException {
    return commands(timeout).queryBalloon();
  }

  @Override
  public Optional<BalloonStats> guestMemory(Duration timeout) throws QmpException {
    long end = System.nanoTime() + timeout.toNanos();
    if (!balloonAsked) {
      until(end).enableBalloonStats(BALLOON_ID, BALLOON_INTERVAL);
      balloonAsked = true;
    }
    BalloonStats stats = until(end).balloonStats(BALLOON_ID);
    return stats.lastUpdate() == 0 ? Optional.empty() : Optional.of(stats);
  }

  @Override
  public List<BlockSample> blocks(Duration timeout) throws QmpException {
    long end = System.nanoTime() + timeout.toNanos();
    Map<String, BlockNode> nodes = new HashMap<>();
    for (BlockNode node : until(end).queryNamedBlockNodes()) {
      nodes.put(node.name(), node);
    }
    List<BlockStats> stats = until(end).queryBlockStats();
    if (latencies.request(
        stats, (device, bounds) -> until(end).setLatencyHistogram(device, bounds))) {
      stats = until(end).queryBlockStats();
    }
    return blocks(stats, nodes);
  }

  private List<BlockSample> blocks(List<BlockStats> all, Map<String, BlockNode> nodes) {
    List<BlockSample> blocks = new ArrayList<>();
    for (BlockStats stats : all) {
      String device = deviceName(stats);
      if (!device.isEmpty()) {
        BlockNode node = nodes.get(stats.nodeName());
        blocks.add(
            new BlockSample(
                device,
                stats,
                node == null ? OptionalLong.empty() : node.virtualSize(),
                node == null ? OptionalLong.empty() : node.allocatedSize(),
                latencies.of(stats)));
      }
    }
    return blocks;
  }

  @Override
  public void close() {
    client.close();
  }

  /**
   * The device's id, which is what {@code /machine/peripheral/hda/virtio-backend} holds; the name
   * of its drive for a device of the user's own that has no id.
   */
  static String deviceName(BlockStats stats) {
    String path = stats.qdev();
    if (path.startsWith(PERIPHERAL)) {
      int slash = path.indexOf('/', PERIPHERAL.length());
      return path.substring(PERIPHERAL.length(), slash < 0 ? path.length() : slash);
    }
    return stats.device().isEmpty() ? path : stats.device();
  }

  /** For a question of several commands, which have its time together. */
  private QmpCommands until(long end) {
    return commands(Duration.ofNanos(Math.max(1, end - System.nanoTime())));
  }

  private QmpCommands commands(Duration timeout) {
    return new QmpCommands(client, timeout);
  }
}
