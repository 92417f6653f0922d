package dev.qemupod.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.qemupod.bench.ReportComparison.Row;
import dev.qemupod.bench.ReportComparison.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ReportComparisonTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final String PASST_LINE = "networks / passt / a line, ms";

  @Test
  void aTimeThatGrewBeyondToleranceAndSpreadIsWorse() throws Exception {
    ReportComparison comparison = compare(line(100, 95, 105), line(120, 115, 125));
    Row row = only(comparison);
    assertEquals(Verdict.WORSE, row.verdict());
    assertEquals(20, row.changePercent());
    assertFalse(comparison.kept());
  }

  @Test
  void roundsThatOverlapAreNoise() throws Exception {
    assertEquals(Verdict.SAME, only(compare(line(100, 90, 117), line(120, 116, 125))).verdict());
    assertEquals(Verdict.SAME, only(compare(line(120, 116, 125), line(100, 90, 117))).verdict());
  }

  @Test
  void aSmallChangeIsTheSameHoweverNarrowTheRounds() throws Exception {
    assertEquals(Verdict.SAME, only(compare(line(100, 100, 100), line(110, 110, 110))).verdict());
    assertEquals(Verdict.WORSE, only(compare(line(100, 100, 100), line(111, 111, 111))).verdict());
  }

  @Test
  void theToleranceIsTheUsers() throws Exception {
    JsonNode before = network("Linux 6.1", "a line, ms", summary(100, 100, 100));
    JsonNode after = network("Linux 6.1", "a line, ms", summary(111, 111, 111));
    CompareOptions loose = new CompareOptions("a", "b", 11);
    assertEquals(Verdict.SAME, only(ReportComparison.of(loose, before, after)).verdict());
  }

  @Test
  void ofARateTheLargerIsBetter() throws Exception {
    for (String unit : List.of("MB/s", "requests/s")) {
      Summary slow = summary(50, 50, 50);
      Summary fast = summary(80, 80, 80);
      String name = "disk, " + unit;
      assertEquals(
          Verdict.BETTER,
          only(compare(network("k", name, slow), network("k", name, fast))).verdict());
      assertEquals(
          Verdict.WORSE,
          only(compare(network("k", name, fast), network("k", name, slow))).verdict());
    }
  }

  @Test
  void whatNobodyKnowsIsShownButNotJudged() throws Exception {
    ReportComparison comparison =
        compare(
            network("k", "goblins", summary(1, 1, 1)), network("k", "goblins", summary(9, 9, 9)));
    assertEquals(Verdict.UNKNOWN, only(comparison).verdict());
    assertEquals(800, only(comparison).changePercent());
    assertFalse(comparison.judges());
  }

  @Test
  void timesOfAnotherMachineAreNotJudgedButMemoryIs() throws Exception {
    ReportComparison times =
        compare(
            network("Linux 6.1", "a line, ms", summary(1, 1, 1)),
            network("Linux 6.12", "a line, ms", summary(9, 9, 9)));
    assertEquals(Verdict.OTHER_MACHINE, only(times).verdict());
    assertTrue(times.kept());
    assertTrue(
        times.warnings().getFirst().contains("kernel Linux 6.1 / Linux 6.12"),
        () -> times.warnings().toString());
    assertEquals(
        Verdict.WORSE,
        only(compare(
                network("Linux 6.1", "PSS, MiB", summary(60, 60, 60)),
                network("Linux 6.12", "PSS, MiB", summary(90, 90, 90))))
            .verdict());
  }

  @Test
  void quotientsWithinARunDecideOnAnyMachine() throws Exception {
    ObjectNode before = network("Linux 6.1", "a line, ms", summary(1, 1, 1));
    ObjectNode after = network("Linux 6.12", "a line, ms", summary(9, 9, 9));
    comparisons(before, "a line, ms", 1.0, "into the guest, MB/s", 1.0);
    comparisons(after, "a line, ms", 1.5, "into the guest, MB/s", 1.5);
    Map<String, Row> rows = byName(compare(before, after));
    assertEquals(Verdict.WORSE, verdict(rows, "comparisons / a line, ms / user"));
    assertEquals(Verdict.BETTER, verdict(rows, "comparisons / into the guest, MB/s / user"));
  }

  @Test
  void moreRoundsOfTheSameAreJudged() throws Exception {
    ObjectNode after = line(120, 115, 125);
    after.put("command", "src/bench/run network --rounds 9");
    ReportComparison comparison = compare(line(100, 95, 105), after);
    assertEquals(Verdict.WORSE, only(comparison).verdict());
    assertTrue(
        comparison.warnings().getFirst().startsWith("the commands differ in how much they measure"),
        () -> comparison.warnings().toString());
  }

  @Test
  void timesOfACommandThatMeasuresSomethingElseAreNotJudged() throws Exception {
    ObjectNode after = line(120, 115, 125);
    after.put("command", "./dev bench network --twice");
    assertEquals(Verdict.OTHER_COMMAND, only(compare(line(100, 95, 105), after)).verdict());
  }

  @Test
  void nothingIsJudgedOfAnotherGuest() throws Exception {
    ObjectNode after = network("k", "PSS, MiB", summary(90, 90, 90));
    after.put("setting", "KVM, 4 vCPUs");
    ReportComparison comparison = compare(network("k", "PSS, MiB", summary(60, 60, 60)), after);
    assertEquals(Verdict.OTHER_SETTING, only(comparison).verdict());
    assertFalse(comparison.judges());
  }

  @Test
  void whatOnlyOneReportHasIsToldAndNotWorse() throws Exception {
    ReportComparison comparison =
        compare(
            network("k", "old, ms", summary(1, 1, 1)), network("k", "new, ms", summary(1, 1, 1)));
    Map<String, Row> rows = byName(comparison);
    assertEquals(Verdict.ONLY_BEFORE, verdict(rows, "networks / passt / old, ms"));
    assertEquals(Verdict.ONLY_AFTER, verdict(rows, "networks / passt / new, ms"));
    assertTrue(comparison.kept());
    assertFalse(comparison.judges());
  }

  @Test
  void ofTheOtherLaunchersNothingIsJudged() throws Exception {
    ObjectNode before = peers("qemu-pod", 100, "KubeVirt", 100);
    ObjectNode after = peers("qemu-pod", 100, "KubeVirt", 300);
    Map<String, Row> rows = byName(compare(before, after));
    assertEquals(Verdict.SAME, verdict(rows, "launchers / qemu-pod / values / start, ms"));
    assertEquals(Verdict.YARDSTICK, verdict(rows, "launchers / KubeVirt / values / start, ms"));
  }

  @Test
  void aGrowthIsWorseOnlyOnceItBreaksItsPromise() throws Exception {
    assertEquals(Verdict.SAME, only(compare(growth(0.01), growth(0.9))).verdict());
    assertEquals(Verdict.SAME, only(compare(growth(-0.5), growth(0.5))).verdict());
    assertEquals(Verdict.WORSE, only(compare(growth(0.9), growth(1.01))).verdict());
    assertEquals(Verdict.BETTER, only(compare(growth(1.01), growth(0.9))).verdict());
    assertEquals(Verdict.SAME, only(compare(growth(2), growth(2.1))).verdict());
    assertEquals(Verdict.WORSE, only(compare(growth(2), growth(4))).verdict());
    assertNull(only(compare(growth(0.01), growth(0.9))).changePercent());
  }

  @Test
  void aFirstFailureIsWorseThoughThereIsNoPercentage() throws Exception {
    ReportComparison comparison = compare(failures(0), failures(1));
    assertEquals(Verdict.WORSE, only(comparison).verdict());
    assertNull(only(comparison).changePercent());
    assertEquals(Verdict.SAME, only(compare(failures(0), failures(0))).verdict());
  }

  @Test
  void runsWithoutNamesAreRoundsOfOneMeasure() throws Exception {
    Row row =
        byName(compare(footprints(60, 66, 78), footprints(70, 74, 78)))
            .get("footprint / mebibytes / proportional");
    assertEquals(66.0, row == null ? null : row.before());
    assertEquals(Verdict.SAME, row == null ? null : row.verdict());
  }

  @Test
  void anotherKindIsRefusedWithBothNames() {
    BenchException failure =
        assertThrows(
            BenchException.class,
            () ->
                ReportComparison.of(
                    new CompareOptions("old.json", "new.json", 10), line(1, 1, 1), failures(0)));
    assertEquals(
        "old.json is a report of network, and new.json one of soak: they have nothing in common to"
            + " compare",
        failure.getMessage());
  }

  @Test
  void whatIsNoReportIsRefused() {
    ObjectNode halved = line(1, 1, 1);
    halved.remove("networks");
    for (JsonNode report :
        List.of(
            MAPPER.createArrayNode(),
            MAPPER.createObjectNode(),
            MAPPER.createObjectNode().put("command", "./dev test"),
            MAPPER.createObjectNode().put("command", "./dev bench lunch"),
            halved)) {
      assertThrows(
          BenchException.class, () -> compare(report, line(1, 1, 1)), () -> report.toString());
    }
  }

  @Test
  void theTextNamesWhatIsWorseOnceMore() throws Exception {
    String text = CompareText.of(compare(line(100, 95, 105), line(120, 115, 125)));
    assertTrue(text.contains(PASST_LINE + "        100        120   +20.0 %  WORSE"), text);
    assertTrue(text.contains("WORSE  " + PASST_LINE + ": 120, was 100"), text);
  }

  @Test
  void theTextSaysWhyALargeChangeIsNoise() throws Exception {
    String text = CompareText.of(compare(line(100, 90, 117), line(120, 116, 125)));
    assertTrue(text.contains("+20.0 %  same: the rounds overlap"), text);
  }

  private static ReportComparison compare(JsonNode before, JsonNode after) throws BenchException {
    return ReportComparison.of(new CompareOptions("old.json", "new.json", 10), before, after);
  }

  private static Row only(ReportComparison comparison) {
    assertEquals(1, comparison.measures().size(), () -> comparison.measures().toString());
    return comparison.measures().getFirst();
  }

  private static Map<String, Row> byName(ReportComparison comparison) {
    return comparison.measures().stream().collect(Collectors.toMap(Row::name, row -> row));
  }

  private static Verdict verdict(Map<String, Row> rows, String name) {
    Row row = rows.get(name);
    if (row == null) {
      throw new AssertionError(name + " is not among " + rows.keySet());
    }
    return row.verdict();
  }

  private static Summary summary(double median, double lower, double upper) {
    return new Summary(5, lower, lower, median, upper, upper);
  }

  private static ObjectNode line(double median, double lower, double upper) {
    return network("Linux 6.1", "a line, ms", summary(median, lower, upper));
  }

  private static ObjectNode network(String kernel, String name, Summary values) {
    ObjectNode report = report("./dev bench network", kernel);
    report.put("setting", "TCG, 1 vCPU");
    report.put("rounds", 5);
    report.set("networks", MAPPER.valueToTree(Map.of("passt", Map.of(name, values))));
    return report;
  }

  private static void comparisons(
      ObjectNode report, String first, double ratio, String second, double other) {
    report.set(
        "comparisons",
        MAPPER.valueToTree(
            List.of(
                new Measured.Comparison(first, "user", ratio, summary(ratio, ratio, ratio)),
                new Measured.Comparison(second, "user", other, summary(other, other, other)))));
  }

  private static ObjectNode peers(String own, double ours, String other, double theirs) {
    ObjectNode report = report("./dev bench peers", "Linux 6.1");
    List<PeerReport.Launcher> launchers = new ArrayList<>();
    launchers.add(launcher(own, ours));
    launchers.add(launcher(other, theirs));
    report.set("launchers", MAPPER.valueToTree(launchers));
    return report;
  }

  private static PeerReport.Launcher launcher(String name, double milliseconds) {
    return new PeerReport.Launcher(
        name,
        "somewhere",
        "nothing",
        Map.of("start, ms", summary(milliseconds, milliseconds, milliseconds)));
  }

  private static ObjectNode growth(double mebibytes) {
    return soak(Promise.atMost("growth of its memory", 1, mebibytes, "MiB"));
  }

  private static ObjectNode failures(double count) {
    return soak(Promise.atMost("failures", 0, count, "of anything"));
  }

  private static ObjectNode soak(Promise promise) {
    ObjectNode report = report("./dev bench soak", "Linux 6.1");
    report.putArray("trends");
    report.set("promises", MAPPER.valueToTree(List.of(promise)));
    return report;
  }

  private static ObjectNode footprints(double... mebibytes) {
    ObjectNode report = report("src/bench/run --gate", "Linux 6.1");
    report.putObject("start");
    for (double each : mebibytes) {
      report.withArray("/footprint").addObject().putObject("mebibytes").put("proportional", each);
    }
    return report;
  }

  private static ObjectNode report(String command, String kernel) {
    ObjectNode report = MAPPER.createObjectNode();
    report.put("command", command);
    report.putObject("machine").put("kernel", kernel).put("processors", 2);
    return report;
  }
}
