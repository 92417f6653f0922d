package dev.qemupod.supervisor.metrics;

import dev.qemupod.supervisor.qmp.BalloonStats;
import dev.qemupod.supervisor.qmp.CpuThread;
import dev.qemupod.supervisor.qmp.IoThread;
import dev.qemupod.supervisor.qmp.QmpException;
import dev.qemupod.supervisor.qmp.VcpuStats;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** A qemu with two vCPUs, a balloon, a disk and its thread, that fails when told to. */
final class FakeQmpSource implements QmpSource {
  final List<String> asked = new ArrayList<>();

  final List<Path> connections = new ArrayList<>();
  Optional<IOException> vcpuFailure = Optional.empty();
  Optional<IOException> balloonFailure = Optional.empty();
  Optional<IOException> connectFailure = Optional.empty();
  OptionalLong balloon = OptionalLong.of(700);
  List<CpuThread> threads = List.of(new CpuThread(0, 101, "/cpu0"), new CpuThread(1, 102, "/cpu1"));
  List<IoThread> iothreads = List.of(new IoThread("io-hda", 102));
  int closed;

  Connector connector() {
    return (socket, timeout) -> {
      if (connectFailure.isPresent()) {
        throw connectFailure.get();
      }
      connections.add(socket);
      return this;
    };
  }

  static IOException timedOut() {
    return new QmpException.TimedOut("query", 1000);
  }

  static IOException refused() {
    return new QmpException.CommandFailed("query", "GenericError", "no");
  }

  @Override
  public List<CpuThread> vcpus(Duration timeout) throws IOException {
    ask("vcpus", vcpuFailure);
    return threads;
  }

  @Override
  public List<IoThread> iothreads(Duration timeout) throws IOException {
    ask("iothreads", Optional.empty());
    return iothreads;
  }

  @Override
  public Map<String, VcpuStats> vcpuStats(Duration timeout) throws IOException {
    ask("vcpu_stats", Optional.empty());
    return Map.of(
        "/cpu1", new VcpuStats(OptionalLong.of(9), OptionalLong.empty()),
        "/gone", new VcpuStats(OptionalLong.of(8), OptionalLong.empty()));
  }

  @Override
  public long configuredMemory(Duration timeout) throws IOException {
    ask("memory", Optional.empty());
    return 800;
  }

  @Override
  public OptionalLong balloon(Duration timeout) throws IOException {
    ask("balloon", balloonFailure);
    return balloon;
  }

  @Override
  public Optional<BalloonStats> guestMemory(Duration timeout) throws IOException {
    ask("guest_memory", Optional.empty());
    return Optional.of(new BalloonStats(7, Map.of("stat-free-memory", 5L)));
  }

  @Override
  public List<BlockSample> blocks(Duration timeout) throws IOException {
    ask("block", Optional.empty());
    return List.of(Samples.disk("hda", 1));
  }

  @Override
  public void close() {
    closed++;
  }

  private void ask(String question, Optional<IOException> failure) throws IOException {
    asked.add(question);
    if (failure.isPresent()) {
      throw failure.get();
    }
  }
}
