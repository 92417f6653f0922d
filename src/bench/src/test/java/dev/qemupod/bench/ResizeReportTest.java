package dev.qemupod.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.qemupod.bench.ResizeReport.Life;
import dev.qemupod.bench.ResizeReport.Outcome;
import dev.qemupod.bench.ResizeReport.Run;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ResizeReportTest {
  @Test
  void theSlowestCounts() {
    List<Run> runs =
        List.of(
            run(Outcome.FOLLOWED, 1.0, null),
            run(Outcome.FOLLOWED, 2.0, 3.0),
            run(Outcome.REFUSED_FIRST, null, null));
    ResizeReport.Latency latency = ResizeReport.latency(runs, Run::seconds);
    assertEquals(new ResizeReport.Latency(2, 2, 2.8, 3), latency);
    assertNull(ResizeReport.latency(List.of(), Run::seconds));
    assertTrue(ResizeReport.promises(List.of(life(runs))).stream().allMatch(Promise::kept));
  }

  @Test
  void whatIsNotKeptIsTold() {
    List<Run> runs =
        List.of(
            run(Outcome.FOLLOWED, 5.5, null),
            run(Outcome.NOT_FOLLOWED, null, null),
            new Run(
                "",
                null,
                "",
                "idle",
                0,
                Outcome.FOLLOWED,
                0,
                1,
                364,
                null,
                1.0,
                1.0,
                9,
                0.1,
                2,
                1,
                "",
                List.of("a", "b")));
    List<Promise> promises =
        ResizeReport.promises(List.of(new Life(1, 3, 0, 137, "failed: x", runs)));
    assertEquals(
        List.of(5.5, 1.0, 1.0, 3.0, 2.0, 1.0), promises.stream().map(Promise::measured).toList());
    assertTrue(promises.stream().noneMatch(Promise::kept));
  }

  @Test
  void nothingMeasuredIsNothingKept() {
    assertTrue(ResizeReport.promises(List.of()).stream().anyMatch(promise -> !promise.kept()));
  }

  @Test
  void vcpusThatCameAreCounted() {
    assertEquals(2, Resizing.plugs(List.of(seen(2), seen(1), seen(1), seen(2))));
    assertEquals(0, Resizing.plugs(List.of(seen(1))));
  }

  @Test
  void whatWasNotMeasuredIsNotInTheReport() throws Exception {
    String json = new ObjectMapper().writeValueAsString(run(Outcome.FOLLOWED, null, 2.0));
    assertTrue(json.contains("\"memorySeconds\":2.0"), json);
    assertTrue(!json.contains("vcpuSeconds"), json);
  }

  private static Life life(List<Run> runs) {
    return new Life(0, 0, 0, 0, "all resizes were done", runs);
  }

  private static Run seen(int vcpus) {
    return new Run(
        "",
        null,
        "",
        "idle",
        0,
        Outcome.FOLLOWED,
        0,
        vcpus,
        364,
        null,
        null,
        null,
        9,
        0.1,
        0,
        0,
        "",
        List.of());
  }

  private static Run run(
      Outcome outcome, @Nullable Double vcpuSeconds, @Nullable Double memorySeconds) {
    Double seconds = ResizeBenchmark.later(vcpuSeconds, memorySeconds);
    return new Run(
        "",
        null,
        "",
        "idle",
        0,
        outcome,
        0,
        1,
        364,
        vcpuSeconds,
        memorySeconds,
        seconds,
        9,
        0.1,
        1,
        0,
        "",
        List.of());
  }
}
