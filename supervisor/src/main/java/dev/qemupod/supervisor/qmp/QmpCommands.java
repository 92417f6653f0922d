package dev.qemupod.supervisor.qmp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * The commands the supervisor uses, with their replies as values.
 *
 * <p>Members that a qemu does not have are absent, and unknown ones ignored: replies gain and lose
 * members from version to version. Timeouts are in whole seconds, since a throttled pod makes qemu
 * answer late (a p99 of 78 ms with a quota of half a CPU was measured).
 */
public final class QmpCommands {
  private static final Duration USUAL = Duration.ofSeconds(5);

  /** Stopping and resuming wait for disk requests to end. */
  private static final Duration LONG = Duration.ofSeconds(30);

  private final QmpClient client;
  private final Duration usual;

  /** Commands over this connection. */
  public QmpCommands(QmpClient client) {
    this(client, USUAL);
  }

  /** Commands over this connection that give up after this time, but for stopping and resuming. */
  public QmpCommands(QmpClient client, Duration usual) {
    this.client = client;
    this.usual = usual;
  }

  /** The VM's state; empty if this version does not know its name. */
  public Optional<RunState> queryStatus() throws QmpException {
    return RunState.ofQapiName(client.execute("query-status", usual).path("status").asText());
  }

  /** Presses the ACPI power button. That it succeeds says nothing about the guest. */
  public void systemPowerdown() throws QmpException {
    client.execute("system_powerdown", usual);
  }

  /** Resumes the VM. */
  public void cont() throws QmpException {
    client.execute("cont", LONG);
  }

  /** Flushes the disks and ends qemu. That the connection ends before the reply is no failure. */
  public void quit() throws QmpException {
    try {
      client.execute("quit", usual);
    } catch (QmpException.Disconnected ended) {
      // What was asked for.
    }
  }

  /** Whether the guest has opened the port behind the character device of this id. */
  public boolean guestHolds(String chardev) throws QmpException {
    for (JsonNode entry : client.execute("query-chardev", usual)) {
      if (entry.path("label").asText().equals(chardev)) {
        return entry.path("frontend-open").asBoolean(false);
      }
    }
    return false;
  }

  /** Every place for a vCPU. */
  public List<CpuSlot> queryHotpluggableCpus() throws QmpException {
    return list(client.execute("query-hotpluggable-cpus", usual), CpuSlot::of);
  }

  /** Plugs a vCPU in; whether the guest uses it, is the guest's. */
  public void plug(CpuSlot slot) throws QmpException {
    ObjectNode arguments = JsonNodeFactory.instance.objectNode().put("driver", slot.driver());
    slot.place().forEach(arguments::put);
    client.execute("device_add", arguments, LONG);
  }

  /** Asks the guest to let a device go. That it succeeds says nothing about the guest. */
  public void unplug(String path) throws QmpException {
    client.execute("device_del", JsonNodeFactory.instance.objectNode().put("id", path), LONG);
  }

  /** The memory plugged by the virtio-mem device of this id; absent: there is no such device. */
  public Optional<VirtioMemory> queryVirtioMemory(String id) throws QmpException {
    for (JsonNode device : client.execute("query-memory-devices", usual)) {
      JsonNode data = device.path("data");
      if (device.path("type").asText().equals("virtio-mem")
          && data.path("id").asText().equals(id)) {
        return Optional.of(
            new VirtioMemory(data.path("requested-size").asLong(), data.path("size").asLong()));
      }
    }
    return Optional.empty();
  }

  /** Asks the guest to have this much memory of the virtio-mem device. */
  public void requestMemory(String id, long bytes) throws QmpException {
    ObjectNode arguments = peripheralProperty(id, "requested-size");
    client.execute("qom-set", arguments.put("value", bytes), usual);
  }

  /**
   * How full TCG's cache is. Unstable commands (qapi/machine.json, qapi/accelerator.json), but the
   * only ones that tell; absent: this qemu has neither of them.
   */
  public Optional<TranslatedCode> queryTranslatedCode() throws QmpException {
    for (String command : List.of("x-query-jit", "x-accel-stats")) {
      try {
        return TranslatedCode.parse(
            client.execute(command, usual).path("human-readable-text").asText());
      } catch (QmpException.CommandFailed failure) {
        if (!failure.errorClass().equals("CommandNotFound")) {
          throw failure;
        }
      }
    }
    return Optional.empty();
  }

  /** The host threads of the virtual CPUs. */
  public List<CpuThread> queryCpusFast() throws QmpException {
    return list(
        client.execute("query-cpus-fast", usual),
        cpu ->
            new CpuThread(
                cpu.path("cpu-index").asInt(),
                cpu.path("thread-id").asLong(),
                cpu.path("qom-path").asText("")));
  }

  /** The host threads of the iothreads. */
  public List<IoThread> queryIothreads() throws QmpException {
    return list(
        client.execute("query-iothreads", usual),
        thread -> new IoThread(thread.path("id").asText(""), thread.path("thread-id").asLong()));
  }

  /**
   * What KVM counts of each virtual CPU, by its QOM path; empty where nobody counts. Since qemu
   * 7.1.
   */
  public Map<String, VcpuStats> queryVcpuStats() throws QmpException {
    ObjectNode arguments = JsonNodeFactory.instance.objectNode().put("target", "vcpu");
    ObjectNode request = arguments.putArray("providers").addObject().put("provider", "kvm");
    request.putArray("names").add(VcpuStats.EXITS).add(VcpuStats.HALT);
    return VcpuStats.of(client.execute("query-stats", arguments, usual));
  }

  /** What each block device has done. */
  public List<BlockStats> queryBlockStats() throws QmpException {
    return list(client.execute("query-blockstats", usual), BlockStats::of);
  }

  /**
   * Has qemu count a disk's reads, writes and flushes by how long they take, from now on.
   *
   * @param device its QOM path, as {@link BlockStats#qdev} tells it: qemu takes no id of a device
   *     whose disk is its backend's
   * @param boundaries in nanoseconds, rising
   * @return false: this qemu has no such command
   */
  public boolean setLatencyHistogram(String device, List<Long> boundaries) throws QmpException {
    ObjectNode arguments = JsonNodeFactory.instance.objectNode().put("id", device);
    boundaries.forEach(arguments.putArray("boundaries")::add);
    try {
      client.execute("block-latency-histogram-set", arguments, usual);
      return true;
    } catch (QmpException.CommandFailed failure) {
      if (failure.errorClass().equals("CommandNotFound")) {
        return false;
      }
      throw failure;
    }
  }

  /** The images and files behind the devices, each once. */
  public List<BlockNode> queryNamedBlockNodes() throws QmpException {
    ObjectNode arguments = JsonNodeFactory.instance.objectNode().put("flat", true);
    return list(client.execute("query-named-block-nodes", arguments, usual), BlockNode::of);
  }

  /** The guest's memory as the balloon leaves it, in bytes; empty without a working balloon. */
  public OptionalLong queryBalloon() throws QmpException {
    try {
      return Unsigned.member(client.execute("query-balloon", usual), "actual");
    } catch (QmpException.CommandFailed failure) {
      return switch (failure.errorClass()) {
        case "DeviceNotActive", "KVMMissingCap" -> OptionalLong.empty();
        default -> throw failure;
      };
    }
  }

  /** Asks the guest to keep this many bytes of its memory; it follows if, and as far as, it can. */
  public void balloon(long bytes) throws QmpException {
    ObjectNode arguments = JsonNodeFactory.instance.objectNode().put("value", bytes);
    client.execute("balloon", arguments, usual);
  }

  /** The guest's memory. */
  public MemorySize queryMemorySizeSummary() throws QmpException {
    JsonNode reply = client.execute("query-memory-size-summary", usual);
    return new MemorySize(
        reply.path("base-memory").asLong(), Unsigned.member(reply, "plugged-memory"));
  }

  /**
   * Makes qemu ask the guest for its memory statistics.
   *
   * @param balloonId the device's id
   */
  public void enableBalloonStats(String balloonId, Duration interval) throws QmpException {
    ObjectNode arguments = peripheralProperty(balloonId, "guest-stats-polling-interval");
    arguments.put("value", Math.max(1, interval.toSeconds()));
    client.execute("qom-set", arguments, usual);
  }

  /** The guest's memory statistics, once {@link #enableBalloonStats} was called. */
  public BalloonStats balloonStats(String balloonId) throws QmpException {
    JsonNode reply = client.execute("qom-get", peripheralProperty(balloonId, "guest-stats"), usual);
    Map<String, Long> stats = new TreeMap<>();
    reply
        .path("stats")
        .properties()
        .forEach(
            entry ->
                Unsigned.of(entry.getValue()).ifPresent(value -> stats.put(entry.getKey(), value)));
    return new BalloonStats(reply.path("last-update").asLong(), stats);
  }

  private static ObjectNode peripheralProperty(String id, String property) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("path", "/machine/peripheral/" + id)
        .put("property", property);
  }

  private static <T> List<T> list(JsonNode array, Function<JsonNode, T> element) {
    List<T> elements = new ArrayList<>(array.size());
    array.forEach(node -> elements.add(element.apply(node)));
    return List.copyOf(elements);
  }
}
