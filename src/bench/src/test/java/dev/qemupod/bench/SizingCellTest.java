package dev.qemupod.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SizingCellTest {
  @Test
  void readsWhatItWrites() throws BenchException {
    for (SizingCell cell : SizingCell.all()) {
      assertEquals(cell, SizingCell.parse(cell.toString()));
    }
    assertEquals(
        "512Mi/4/disk-nic/writeback", SizingCell.parse("512Mi/4/disk-nic/writeback").toString());
    assertEquals(2048, SizingCell.parse("2Gi/1/minimal/none").mebibytes());
  }

  @Test
  void runsEachCellOnceAndTheUsualOnesAreAmongAll() {
    List<SizingCell> all = SizingCell.all();
    assertEquals(all.size(), new HashSet<>(all).size());
    assertEquals(5 * 3 * (1 + 5 + 5), all.size());
    assertTrue(all.containsAll(SizingCell.usual()));
  }

  @Test
  void anyTwoMeetInOneOfThePairs() {
    List<SizingCell> pairs = SizingCell.pairs();
    assertEquals(30, new HashSet<>(pairs).size());
    assertTrue(SizingCell.all().containsAll(pairs));
    List<Function<SizingCell, Object>> parts =
        List.of(SizingCell::mebibytes, SizingCell::vcpus, SizingCell::devices, SizingCell::cache);
    for (Function<SizingCell, Object> one : parts) {
      for (Function<SizingCell, Object> other : parts) {
        assertEquals(
            meetings(SizingCell.all(), one, other),
            meetings(pairs, one, other),
            "two that are possible do not meet");
      }
    }
  }

  private static Set<List<Object>> meetings(
      List<SizingCell> cells,
      Function<SizingCell, Object> one,
      Function<SizingCell, Object> other) {
    return cells.stream()
        .map(cell -> List.of(one.apply(cell), other.apply(cell)))
        .collect(Collectors.toSet());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "1Gi",
        "1Gi/1/disk-nic",
        "1G/1/all/none",
        "1Gi/x/all/none",
        "i/1/all/none",
        "1Gi/1/some/none",
        "1Gi/1/all/lots",
        "-1Gi/1/all/none",
        "1Gi/1/all/none/"
      })
  void tellsWhatACellIs(String text) {
    String message = assertThrows(BenchException.class, () -> SizingCell.parse(text)).getMessage();
    assertTrue(String.valueOf(message).contains("such as 512Mi/1/disk-nic/writeback"), message);
  }

  @Test
  void readsTheArguments() throws BenchException {
    SizingOptions options =
        SizingOptions.of(
            List.of(
                "--image",
                "here",
                "--env",
                "QEMU_HEADROOM=150M",
                "--cells",
                "1Gi/1/all/none,256Mi/1/minimal/none"));
    assertEquals("here", options.image());
    assertEquals(Map.of("QEMU_HEADROOM", "150M"), options.variables());
    assertEquals(2, options.cells().size());
    assertEquals(
        "./dev bench sizing --image here --env QEMU_HEADROOM=150M --cells"
            + " 1Gi/1/all/none,256Mi/1/minimal/none",
        options.command());
    assertEquals(SizingCell.all(), SizingOptions.of(List.of("--cells", "all")).cells());
    assertEquals(SizingCell.pairs(), SizingOptions.of(List.of("--cells", "pairs")).cells());
    assertEquals(SizingCell.usual(), SizingOptions.of(List.of()).cells());
    assertThrows(BenchException.class, () -> SizingOptions.of(List.of("--fast")));
    assertThrows(BenchException.class, () -> SizingOptions.of(List.of("--env", "QEMU_HEADROOM")));
    assertThrows(BenchException.class, () -> SizingOptions.of(List.of("--cells")));
  }
}
