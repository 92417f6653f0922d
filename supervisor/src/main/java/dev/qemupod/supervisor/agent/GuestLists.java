package dev.qemupod.supervisor.agent;

import com.fasterxml.jackson.databind.JsonNode;
import dev.qemupod.supervisor.agent.GuestInterface.Traffic;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;

/**
 * Reads the lists of QEMU's qga/qapi-schema.json that become series of metrics.
 *
 * <p>A guest can make up as many names as it likes, and a series costs its Prometheus memory: of
 * each list some are taken, those with the shortest names. A guest that runs containers has its own
 * disks and interfaces among them, since those of containers have long ones.
 */
final class GuestLists {
  /** Two series each. */
  static final int MOST_FILESYSTEMS = 32;

  /** Eight series each. */
  static final int MOST_INTERFACES = 16;

  private static final String NO_ADDRESS = "00:00:00:00:00:00";

  private GuestLists() {}

  /**
   * The file systems, each once: the same one mounted at several places has its device's name each
   * time, as for containers' volumes and the subvolumes of btrfs.
   */
  static List<GuestFilesystem> filesystems(JsonNode list) {
    List<GuestFilesystem> mounts = new ArrayList<>();
    for (JsonNode entry : list) {
      OptionalLong size = number(entry, "total-bytes");
      OptionalLong used = number(entry, "used-bytes");
      String mountpoint = text(entry, "mountpoint");
      String device = text(entry, "name");
      if (size.isPresent() && used.isPresent() && !mountpoint.isEmpty()) {
        mounts.add(
            new GuestFilesystem(
                device.isEmpty() ? mountpoint : device,
                mountpoint,
                text(entry, "type"),
                size.getAsLong(),
                used.getAsLong()));
      }
    }
    List<GuestFilesystem> oncePerDevice =
        onePer(mounts, GuestFilesystem::mountpoint, GuestFilesystem::device);
    return limited(
        onePer(oncePerDevice, GuestFilesystem::mountpoint, GuestFilesystem::mountpoint),
        MOST_FILESYSTEMS);
  }

  /** The interfaces that lead somewhere and are counted. */
  static List<GuestInterface> interfaces(JsonNode list) {
    List<GuestInterface> interfaces = new ArrayList<>();
    for (JsonNode entry : list) {
      String name = text(entry, "name");
      JsonNode statistics = entry.path("statistics");
      boolean loopback =
          name.equals("lo") || entry.path("hardware-address").asText("").equals(NO_ADDRESS);
      if (!name.isEmpty() && !loopback && statistics.isObject()) {
        interfaces.add(
            new GuestInterface(name, traffic(statistics, "rx"), traffic(statistics, "tx")));
      }
    }
    return limited(onePer(interfaces, GuestInterface::name, GuestInterface::name), MOST_INTERFACES);
  }

  private static Traffic traffic(JsonNode statistics, String direction) {
    return new Traffic(
        number(statistics, direction + "-bytes"),
        number(statistics, direction + "-packets"),
        number(statistics, direction + "-errs"),
        number(statistics, direction + "-dropped"));
  }

  /** By the length of their names; of those with the same key only the first. */
  private static <T> List<T> onePer(
      List<T> all, Function<T, String> name, Function<T, String> key) {
    List<T> sorted = new ArrayList<>(all);
    sorted.sort(Comparator.comparingInt((T one) -> name.apply(one).length()).thenComparing(name));
    Set<String> seen = new HashSet<>();
    sorted.removeIf(one -> !seen.add(key.apply(one)));
    return sorted;
  }

  private static <T> List<T> limited(List<T> all, int most) {
    return List.copyOf(all.subList(0, Math.min(all.size(), most)));
  }

  private static String text(JsonNode entry, String member) {
    return GuestText.tamed(entry.path(member).asText(""));
  }

  private static OptionalLong number(JsonNode entry, String member) {
    JsonNode number = entry.path(member);
    return number.isIntegralNumber() && number.canConvertToLong() && number.longValue() >= 0
        ? OptionalLong.of(number.longValue())
        : OptionalLong.empty();
  }
}
