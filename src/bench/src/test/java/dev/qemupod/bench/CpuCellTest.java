package dev.qemupod.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CpuCellTest {
  @Test
  void readsWhatItWrites() throws BenchException {
    for (CpuCell cell : CpuCell.usual()) {
      assertEquals(cell, CpuCell.parse(cell.toString()));
    }
    assertEquals("1.50/2/multi", CpuCell.parse("1.5/2/multi").toString());
  }

  @Test
  void theUsualOnesAreFloorCeilingAndOneMore() {
    List<String> cells = CpuCell.usual().stream().map(CpuCell::toString).toList();
    assertEquals(cells.size(), new HashSet<>(cells).size());
    assertTrue(
        cells.containsAll(
            List.of(
                "0.50/1/multi", "0.50/2/multi", "0.50/2/single", "1.50/1/multi", "1.50/3/multi")));
    assertTrue(cells.contains("2.00/2/multi"));
    assertTrue(cells.stream().noneMatch("2.00/2/single"::equals), "as many threads as CPUs fit");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1", "1/2", "1/2/both", "x/2/multi", "0/1/multi", "1/0/multi"})
  void refusesWhatIsNoCell(String text) {
    assertThrows(BenchException.class, () -> CpuCell.parse(text));
  }
}
