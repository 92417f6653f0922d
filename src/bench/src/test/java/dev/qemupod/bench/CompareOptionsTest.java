package dev.qemupod.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class CompareOptionsTest {
  @Test
  void tenPercentAreUsual() throws Exception {
    assertEquals(
        new CompareOptions("a.json", "b.json", 10), CompareOptions.of(List.of("a.json", "b.json")));
  }

  @Test
  void theTolerancePlaceDoesNotMatter() throws Exception {
    CompareOptions expected = new CompareOptions("a.json", "b.json", 2.5);
    assertEquals(expected, CompareOptions.of(List.of("--within", "2.5", "a.json", "b.json")));
    assertEquals(expected, CompareOptions.of(List.of("a.json", "b.json", "--within", "2.5")));
  }

  @Test
  void whatIsNotUnderstoodIsRefused() {
    for (List<String> arguments :
        List.of(
            List.<String>of(),
            List.of("a.json"),
            List.of("a.json", "b.json", "c.json"),
            List.of("a.json", "--loose"),
            List.of("a.json", "b.json", "--within"),
            List.of("a.json", "b.json", "--within", "-1"),
            List.of("a.json", "b.json", "--within", "ten"))) {
      assertThrows(
          BenchException.class, () -> CompareOptions.of(arguments), () -> "accepted: " + arguments);
    }
  }

  @Test
  void theRefusalSaysWhatIsTaken() {
    BenchException failure =
        assertThrows(BenchException.class, () -> CompareOptions.of(List.of("a.json")));
    assertTrue(String.valueOf(failure.getMessage()).contains("OLD.json NEW.json"));
  }
}
