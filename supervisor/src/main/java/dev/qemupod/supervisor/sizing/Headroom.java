package dev.qemupod.supervisor.sizing;

import java.util.List;

/**
 * Memory of the pod that the guest does not get, part by part.
 *
 * @param parts in the order they are shown
 */
public record Headroom(List<Part> parts) {
  public Headroom {
    parts = List.copyOf(parts);
  }

  /** The sum of the parts, bytes. */
  public long total() {
    long sum = 0;
    for (Part part : parts) {
      sum += part.bytes();
    }
    return sum;
  }

  /**
   * One part of the headroom.
   *
   * @param name what needs it
   * @param bytes how much
   * @param reason the arithmetic, such as {@code 1.2 x 64 MiB + 16 MiB}
   */
  public record Part(String name, long bytes, String reason) {}
}
