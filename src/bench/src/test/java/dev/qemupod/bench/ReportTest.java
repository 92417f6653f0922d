package dev.qemupod.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportTest {
  private static final Machine MACHINE =
      new Machine(
          "0123456789ab",
          "A CPU",
          2,
          4096,
          "Linux 6.1",
          "Debian",
          true,
          "JDK 25",
          "qemu 7.2",
          "0.50");

  @Test
  void ratiosAreTakenWithinARound() {
    assertEquals(
        List.of(0.5, 2.0), StartBenchmark.ratios(List.of(30.0, 100.0), List.of(60.0, 50.0)));
  }

  @Test
  void theLimitItselfIsKept() {
    assertTrue(Promise.atMost("start", 1.0, 1.0, "x").kept());
    assertFalse(Promise.atMost("start", 1.0, 1.01, "x").kept());
  }

  @Test
  void oneBrokenPromiseBreaksTheReport() {
    Promise kept = Promise.atMost("start", 1, 0.7, "x");
    Promise broken = Promise.atMost("memory", 70, 71, "MiB");
    assertTrue(report(List.of(kept)).kept());
    assertFalse(report(List.of(kept, broken)).kept());
  }

  @Test
  void theTextNamesWhatWasPromised() {
    String text = ReportText.of(report(List.of(Promise.atMost("memory", 70, 71.5, "MiB"))));
    assertTrue(text.contains("BROKEN  memory: 71.50, promised at most 70.00 MiB"), text);
    assertTrue(text.contains("revision 0123456789ab"), text);
    assertTrue(text.contains("0.70 (0.65 .. 0.75)"), text);
  }

  @Test
  void theFileHasNumbersAndLeavesOutWhatWasNotMeasured(@TempDir Path directory) throws IOException {
    Path file = directory.resolve("report.json");
    report(List.of()).write(file);
    JsonNode json = new ObjectMapper().readTree(Files.readString(file));
    assertEquals(0.7, json.at("/start/contenders/0/ratioToHello/median").asDouble());
    assertEquals(60.5, json.at("/footprint/0/mebibytes/proportional").asDouble());
    assertFalse(json.has("shutdown"));
    assertFalse(json.at("/footprint/0").has("idleCpuPercent"));
  }

  private static Report report(List<Promise> promises) {
    StartReport.Entry entry =
        new StartReport.Entry(
            "supervisor",
            "exec to exec",
            new Summary(3, 40, 41, 42, 43, 50),
            new Summary(3, 0.6, 0.65, 0.7, 0.75, 0.9));
    FootprintReport footprint =
        new FootprintReport(
            300, new ProcessFacts.Memory(60.5, 64, 28), 18, 4000, 1.5, 1.2, 4.5, null);
    return new Report(
        "./dev bench",
        "2026-01-01T00:00:00Z",
        MACHINE,
        new StartReport(3, 1, List.of(entry)),
        List.of(footprint),
        null,
        promises);
  }
}
