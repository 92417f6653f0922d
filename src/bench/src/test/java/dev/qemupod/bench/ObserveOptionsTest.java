package dev.qemupod.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ObserveOptionsTest {
  @Test
  void withoutArgumentsItIsFiveMinutesOfEachAndAThousandScrapes() throws BenchException {
    ObserveOptions options = ObserveOptions.of(List.of());
    assertEquals(new ObserveOptions(300, 300, 1000), options);
    assertEquals("./dev bench observe", options.command());
  }

  @Test
  void theCommandRepeatsIt() throws BenchException {
    ObserveOptions options =
        ObserveOptions.of(List.of("--scrapes", "2000", "--idle", "60", "--seconds", "30"));
    assertEquals(new ObserveOptions(60, 30, 2000), options);
    assertEquals("./dev bench observe --idle 60 --seconds 30 --scrapes 2000", options.command());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"--idle 29", "--idle", "--seconds soon", "--scrapes 100001", "--cells 60"})
  void anythingElseIsRefused(String arguments) {
    assertThrows(BenchException.class, () -> ObserveOptions.of(List.of(arguments.split(" ", -1))));
  }
}
