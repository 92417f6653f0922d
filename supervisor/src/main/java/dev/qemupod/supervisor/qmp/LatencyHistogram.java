package dev.qemupod.supervisor.qmp;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Requests counted by how long they took (qapi/block-core.json, BlockLatencyHistogramInfo).
 *
 * @param boundaries in nanoseconds, rising; a request that took as long belongs to the bin behind
 * @param bins requests in each interval: below the first boundary, between two, from the last on
 */
public record LatencyHistogram(List<Long> boundaries, List<Long> bins) {
  public LatencyHistogram {
    boundaries = List.copyOf(boundaries);
    bins = List.copyOf(bins);
  }

  /** Empty: qemu does not count, or what it says can not be. */
  static Optional<LatencyHistogram> of(JsonNode info) {
    Optional<List<Long>> boundaries = numbers(info.path("boundaries"));
    Optional<List<Long>> bins = numbers(info.path("bins"));
    if (boundaries.isEmpty()
        || bins.isEmpty()
        || bins.get().size() != boundaries.get().size() + 1) {
      return Optional.empty();
    }
    return Optional.of(new LatencyHistogram(boundaries.get(), bins.get()));
  }

  private static Optional<List<Long>> numbers(JsonNode array) {
    List<Long> numbers = new ArrayList<>(array.size());
    for (JsonNode element : array) {
      OptionalLong number = Unsigned.of(element);
      if (number.isEmpty()) {
        return Optional.empty();
      }
      numbers.add(number.getAsLong());
    }
    return array.isArray() ? Optional.of(numbers) : Optional.empty();
  }
}
