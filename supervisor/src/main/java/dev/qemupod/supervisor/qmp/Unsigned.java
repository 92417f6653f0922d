package dev.qemupod.supervisor.qmp;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.OptionalLong;

/**
 * QAPI's uint64. qemu says "unknown" as -1 or, on the wire, 2^64-1; so whatever is beyond a long
 * counts as absent.
 */
final class Unsigned {
  private Unsigned() {}

  static OptionalLong of(JsonNode number) {
    return number.isIntegralNumber() && number.canConvertToLong() && number.longValue() >= 0
        ? OptionalLong.of(number.longValue())
        : OptionalLong.empty();
  }

  static OptionalLong member(JsonNode object, String name) {
    return of(object.path(name));
  }
}
