package dev.qemupod.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SoakPlanTest {
  @Test
  void withoutArgumentsItIsHalfAnHour() throws BenchException {
    SoakOptions options = SoakOptions.of(List.of());
    assertEquals(30, options.length().toMinutes());
    assertEquals("./dev bench soak", options.command());
  }

  @Test
  void theReportRepeatsAnotherLength() throws BenchException {
    assertEquals(
        "./dev bench soak --minutes 480", SoakOptions.of(List.of("--minutes", "480")).command());
  }

  @ParameterizedTest
  @ValueSource(strings = {"5", "0", "-30", "soon", "", "99999999999"})
  void whatIsNoLengthIsRefused(String minutes) {
    BenchException refusal =
        assertThrows(BenchException.class, () -> SoakOptions.of(List.of("--minutes", minutes)));
    assertEquals(
        "--minutes must be a whole number from 6 on, but was: " + minutes, refusal.getMessage());
  }

  @Test
  void anythingElseIsRefused() {
    assertThrows(BenchException.class, () -> SoakOptions.of(List.of("--hours", "1")));
    assertThrows(BenchException.class, () -> SoakOptions.of(List.of("--minutes")));
    assertThrows(BenchException.class, () -> SoakOptions.of(List.of("--minutes", "9", "x")));
  }

  @Test
  void halfAnHourHasEveryActivity() {
    Set<SoakActivity> done = EnumSet.noneOf(SoakActivity.class);
    for (int cycle = 1; cycle < 30; cycle++) {
      done.addAll(SoakActivity.ofCycle(cycle));
    }
    assertEquals(EnumSet.allOf(SoakActivity.class), done);
  }

  @Test
  void qemuIsRestartedInEverySixthOfHalfAnHour() {
    for (int sixth = 0; sixth < 6; sixth++) {
      int restarts = 0;
      for (int minute = 1; minute <= 5; minute++) {
        List<SoakActivity> activities = SoakActivity.ofCycle(sixth * 5 + minute);
        restarts += activities.contains(SoakActivity.POWEROFF) ? 1 : 0;
        restarts += activities.contains(SoakActivity.PANIC) ? 1 : 0;
      }
      assertEquals(1, restarts);
    }
  }

  @Test
  void nothingIsDoneToAGuestThatWasJustRestarted() {
    for (int cycle = 1; cycle <= 30; cycle++) {
      List<SoakActivity> activities = SoakActivity.ofCycle(cycle);
      for (SoakActivity last : EnumSet.of(SoakActivity.POWEROFF, SoakActivity.PANIC)) {
        assertTrue(
            !activities.contains(last) || activities.getLast() == last, activities.toString());
      }
    }
  }
}
