package dev.qemupod.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SoakAnalysisTest {
  private static final int SECONDS = 600;
  private static final SoakReport.LiveHeap FLAT = SoakReport.LiveHeap.of(5.4, 5.5);
  private static final Machine MACHINE =
      new Machine(
          "0123456789ab", "A CPU", 2, 4096, "Linux 6.1", "Debian", true, "JDK 25", "qemu", "0.50");

  @Test
  void aSupervisorThatStaysAsItIsKeepsEveryPromise() {
    assertEquals(List.of(), broken(_ -> sample(0, 66, 45, 20, 0), 0));
  }

  @Test
  void aMebibyteMoreIsStillFlatAndWhatIsAboveItIsNot() {
    assertEquals(List.of(), broken(second -> sample(second, second < 300 ? 66 : 67, 45, 20, 0), 0));
    assertEquals(
        List.of("growth of its anonymous memory outside the heap"),
        broken(second -> sample(second, second < 300 ? 66 : 67.1, 45, 20, 0), 0));
  }

  @Test
  void garbageOnTheHeapIsNoLeak() {
    assertEquals(
        List.of(),
        broken(
            second -> {
              double garbage = second < 300 ? 0 : 3;
              return new SoakSample(second, memory(66 + garbage), 45, 20, 0, 9 + garbage, null);
            },
            0));
  }

  @Test
  void whatLivesOnTheHeapMayNotGrow() {
    SoakReport.LiveHeap live = SoakReport.LiveHeap.of(5.4, 6);
    assertEquals(
        List.of("growth of what lives on the supervisor's heap"),
        broken(new SoakAnalysis(samples(_ -> sample(0, 66, 45, 20, 0)), SECONDS, live), 0));
  }

  @Test
  void oneDescriptorOrThreadMoreIsALeak() {
    assertEquals(
        List.of("growth of its descriptors"),
        broken(second -> sample(second, 66, second < 300 ? 45 : 46, 20, 0), 0));
    assertEquals(
        List.of("growth of its threads"),
        broken(second -> sample(second, 66, 45, second < 300 ? 20 : 21, 0), 0));
  }

  @Test
  void aZombieThatStaysIsALeakAndOneThatIsSoonGoneIsNone() {
    assertEquals(
        List.of("children it has not waited for"), broken(_ -> sample(0, 66, 45, 20, 1), 0));
    assertEquals(
        List.of(), broken(second -> sample(second, 66, 45, 20, second % 9 == 0 ? 1 : 0), 0));
  }

  @Test
  void oneFailureBreaksThePromise() {
    assertEquals(List.of("failures"), broken(_ -> sample(0, 66, 45, 20, 0), 1));
  }

  @Test
  void aMinuteWithoutQemuHasNoMemoryOfQemu() {
    List<SoakReport.Minute> minutes =
        new SoakAnalysis(
                samples(
                    second ->
                        second < 60
                            ? new SoakSample(second, memory(66), 45, 20, 0, 9, null)
                            : sample(second, 66, 45, 20, 0)),
                SECONDS,
                FLAT)
            .minutes();
    assertEquals(SECONDS / 60, minutes.size());
    assertEquals(new SoakReport.Minute(0, 66, 33, 9, 45, 20, null), minutes.getFirst());
    assertEquals(new SoakReport.Minute(9, 66, 33, 9, 45, 20, 200.0), minutes.getLast());
  }

  @Test
  void theTextShowsTrendsFailuresAndTheVerdict() {
    String text = SoakText.of(report(1));
    assertTrue(text.contains("revision 0123456789ab"), text);
    assertTrue(text.contains("Soak of 10.0 minutes"), text);
    assertTrue(text.contains("supervisor PSS, MiB"), text);
    assertTrue(text.contains("FAILED  second 7: something"), text);
    assertTrue(text.contains("BROKEN  failures: 1.00, promised at most 0.00"), text);
    assertTrue(text.contains("kept    growth of its threads"), text);
  }

  @Test
  void theFileHasEverything(@TempDir Path directory) throws IOException {
    Path file = directory.resolve("soak.json");
    JsonFile.write(file, report(0));
    JsonNode json = new ObjectMapper().readTree(Files.readString(file));
    assertEquals("./dev bench soak", json.at("/command").asText());
    assertEquals(5, json.at("/counts/pause").asInt());
    assertEquals(66, json.at("/trends/0/trend/late").asDouble());
    assertEquals(66, json.at("/minutes/9/proportionalMebibytes").asDouble());
    assertFalse(json.at("/promises/0/kept").isMissingNode());
  }

  private static SoakReport report(long failures) {
    SoakAnalysis analysis =
        new SoakAnalysis(samples(second -> sample(second, 66, 45, 20, 0)), SECONDS, FLAT);
    return new SoakReport(
        "./dev bench soak",
        "2026-01-01T00:00:00Z",
        MACHINE,
        SECONDS,
        Map.of("pause", 5L),
        Map.of("STOP", 5L),
        new Summary(3, 1, 2, 3, 4, 5),
        failures,
        failures == 0 ? List.of() : List.of("second 7: something"),
        FLAT,
        analysis.trends(),
        analysis.minutes(),
        analysis.promises(failures));
  }

  private static List<String> broken(IntFunction<SoakSample> sample, long failures) {
    return broken(new SoakAnalysis(samples(sample), SECONDS, FLAT), failures);
  }

  private static List<String> broken(SoakAnalysis analysis, long failures) {
    return analysis.promises(failures).stream()
        .filter(promise -> !promise.kept())
        .map(Promise::what)
        .toList();
  }

  private static List<SoakSample> samples(IntFunction<SoakSample> sample) {
    List<SoakSample> samples = new ArrayList<>();
    for (int second = 0; second < SECONDS; second++) {
      SoakSample made = sample.apply(second);
      samples.add(
          new SoakSample(
              second,
              made.memory(),
              made.descriptors(),
              made.threads(),
              made.zombies(),
              made.heapMebibytes(),
              made.qemu()));
    }
    return samples;
  }

  private static SoakSample sample(
      int second, double proportional, int descriptors, int threads, int zombies) {
    return new SoakSample(
        second,
        memory(proportional),
        descriptors,
        threads,
        zombies,
        9,
        new SoakSample.Qemu(200, 34));
  }

  private static ProcessFacts.Memory memory(double proportional) {
    return new ProcessFacts.Memory(proportional, proportional, proportional - 33);
  }
}
