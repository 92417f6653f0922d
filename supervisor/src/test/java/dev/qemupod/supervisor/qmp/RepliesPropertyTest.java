package dev.qemupod.supervisor.qmp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

/** Any value in the place of a reply's is understood or absent, and never an exception. */
class RepliesPropertyTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @Property(tries = 1000)
  void aHistogramHasABinForEachIntervalOrIsNone(
      @ForAll("values") String boundaries, @ForAll("values") String bins) throws IOException {
    JsonNode info = JSON.readTree("{\"boundaries\": %s, \"bins\": %s}".formatted(boundaries, bins));
    Optional<LatencyHistogram> histogram = LatencyHistogram.of(info);
    if (histogram.isPresent()) {
      assertEquals(histogram.get().boundaries().size() + 1, histogram.get().bins().size());
      assertTrue(histogram.get().bins().stream().allMatch(bin -> bin >= 0));
    }
  }

  @Property(tries = 300)
  void aHistogramThatFitsIsReadInFull(
      @ForAll @Size(max = 20) List<@LongRange(min = 0) Long> boundaries,
      @ForAll @LongRange(min = 0) long first)
      throws IOException {
    List<Long> bins = new ArrayList<>(boundaries);
    bins.add(first);
    JsonNode info = JSON.readTree("{\"boundaries\": %s, \"bins\": %s}".formatted(boundaries, bins));
    assertEquals(Optional.of(new LatencyHistogram(boundaries, bins)), LatencyHistogram.of(info));
  }

  @Property(tries = 500)
  void noDiskIsTooStrange(@ForAll("values") String stats, @ForAll("values") String histogram)
      throws IOException {
    BlockStats.of(JSON.readTree("{\"qdev\": %s, \"stats\": %s}".formatted(stats, stats)));
    BlockStats.of(
        JSON.readTree("{\"stats\": {\"rd_latency_histogram\": %s}}".formatted(histogram)));
  }

  @Property(tries = 1000)
  void whatIsToldOfAVirtualCpuIsANumberOrNothing(
      @ForAll("values") String results,
      @ForAll("values") String stats,
      @ForAll("values") String value)
      throws IOException {
    VcpuStats.of(JSON.readTree(results));
    JsonNode cpus =
        JSON.readTree(
            """
            [{"qom-path": %s, "stats": %s}, {"stats": [{"name": "exits", "value": %s}]}]
            """
                .formatted(value, stats, value));
    for (VcpuStats told : VcpuStats.of(cpus).values()) {
      assertTrue(told.exits().orElse(0) >= 0 && told.haltNanoseconds().orElse(0) >= 0);
      assertTrue(told.exits().isPresent() || told.haltNanoseconds().isPresent());
    }
  }

  @Provide
  Arbitrary<String> values() {
    Arbitrary<String> plain =
        Arbitraries.oneOf(
            Arbitraries.longs().map(String::valueOf),
            Arbitraries.of(
                "null", "true", "\"x\"", "{}", "1.5", "-1", "1e99", "18446744073709551615"));
    Arbitrary<String> list = plain.list().ofMaxSize(4).map(List::toString);
    Arbitrary<String> numbers =
        Arbitraries.longs().greaterOrEqual(0).list().ofMaxSize(4).map(List::toString);
    return Arbitraries.oneOf(
        plain,
        list,
        numbers,
        Combinators.combine(list, plain)
            .as(
                (boundaries, bins) ->
                    "{\"boundaries\": " + boundaries + ", \"bins\": " + bins + "}"));
  }
}
