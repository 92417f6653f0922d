package dev.qemupod.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PeerReportTest {
  @Test
  void comparedIsWithinARound() {
    Map<String, Map<String, List<Double>>> measured = new LinkedHashMap<>();
    measured.put("own", Map.of("start", List.of(1.0, 10.0, 4.0)));
    measured.put("other", Map.of("start", List.of(2.0, 20.0, 4.0)));
    List<PeerReport.Comparison> comparisons = PeerReport.compare(measured, "own");
    assertEquals(1, comparisons.size());
    assertEquals("other", comparisons.getFirst().other());
    assertEquals(0.5, comparisons.getFirst().ratio());
    assertEquals(1.0, comparisons.getFirst().rounds().max());
  }

  @Test
  void aLauncherWithoutADiskIsNotComparedByIt() {
    Map<String, Map<String, List<Double>>> measured = new LinkedHashMap<>();
    measured.put("own", Map.of("disk", List.of(1.0)));
    measured.put("with", Map.of("disk", List.of(2.0)));
    measured.put("without", Map.of("start", List.of(2.0)));
    assertEquals(
        List.of("with"),
        PeerReport.compare(measured, "own").stream().map(PeerReport.Comparison::other).toList());
  }
}
