package dev.qemupod.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What the supervisor tells of a VM that follows its pod.
 *
 * @param limit the memory limit that it knows, bytes; 0: none
 * @param difference why the VM has not what is wanted; empty: it has
 */
record ResizeStatus(
    long limit, int vcpusWanted, int vcpus, long memoryWanted, long memory, String difference) {
  /** What it says where nothing but a shrink of its memory is in the guest's way. */
  private static final String IN_USE = "memory in use can not be taken back";

  private static final String NO_MORE_PLUGS = "can plug no more vCPUs";
  private static final String CACHE_FULL = "translation cache has no room";

  /** From {@code /status}; it may not tell of that yet. */
  static ResizeStatus of(JsonNode status) {
    JsonNode resize = status.path("resize");
    return new ResizeStatus(
        resize.path("memory_limit_bytes").asLong(),
        resize.path("vcpus_wanted").asInt(),
        resize.path("vcpus").asInt(),
        resize.path("memory_wanted_bytes").asLong(),
        resize.path("memory_bytes").asLong(),
        resize.path("difference").asText());
  }

  /** Whether it knows these limits, so that what it tells is about them. */
  boolean about(long memoryLimit, int givenVcpus) {
    return limit == memoryLimit && vcpusWanted == givenVcpus;
  }

  boolean hasVcpus() {
    return vcpus == vcpusWanted;
  }

  boolean hasMemory() {
    return memory == memoryWanted;
  }

  /** Memory that the guest uses is in the way. */
  boolean inUse() {
    return difference.contains(IN_USE);
  }

  /** Under TCG this qemu has plugged as many vCPUs as it can. */
  boolean noMorePlugs() {
    return difference.contains(NO_MORE_PLUGS);
  }

  /** TCG has no room for another vCPU for now. */
  boolean cacheFull() {
    return difference.contains(CACHE_FULL);
  }

  /**
   * Where this is not what it should be once the VM has come to rest.
   *
   * @param seen by the guest
   * @param base what the guest counted as its memory at the start, KiB
   * @param started with so many bytes
   * @param metrics that were read after it
   */
  List<String> untruths(ResizeTrace.Sight seen, long base, long started, MetricsText metrics) {
    List<String> untruths = new ArrayList<>();
    if (seen.vcpus() != vcpus) {
      untruths.add("/status tells of " + vcpus + " vCPUs, the guest of " + seen.vcpus());
    }
    if (!seen.hasMemory(base + ((memory - started) >> 10))) {
      untruths.add(
          "/status tells of "
              + (memory >> 20)
              + " MiB, "
              + ((memory - started) >> 20)
              + " more than at the start, the guest of "
              + ((seen.kibibytes() - base) >> 10)
              + " more");
    }
    if (difference.isEmpty() != (hasVcpus() && hasMemory())) {
      untruths.add("/status tells of the difference \"" + difference + "\": " + this);
    }
    Map.of(
            "qemu_resize_vcpus_wanted", (double) vcpusWanted,
            "qemu_resize_vcpus", (double) vcpus,
            "qemu_resize_memory_wanted_bytes", (double) memoryWanted,
            "qemu_resize_memory_bytes", (double) memory)
        .forEach(
            (name, value) -> {
              if (metrics.value(name) != value) {
                untruths.add(name + " is " + metrics.value(name) + ", /status has " + value);
              }
            });
    return untruths;
  }
}
