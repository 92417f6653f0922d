package dev.qemupod.supervisor.qmp;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A place for a vCPU.
 *
 * @param driver the kind of CPU that fits
 * @param place where it is, such as core-id 3; to be repeated when it is plugged
 * @param path the QOM path of the CPU in it; absent: the place is free
 */
public record CpuSlot(String driver, Map<String, Integer> place, Optional<String> path) {
  public CpuSlot {
    place = Map.copyOf(place);
  }

  static CpuSlot of(JsonNode slot) {
    Map<String, Integer> place = new TreeMap<>();
    slot.path("props")
        .properties()
        .forEach(property -> place.put(property.getKey(), property.getValue().asInt()));
    JsonNode path = slot.path("qom-path");
    return new CpuSlot(
        slot.path("type").asText(),
        place,
        path.isTextual() ? Optional.of(path.asText()) : Optional.empty());
  }
}
