package dev.qemupod.supervisor.process;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TerminalTest {
  @ParameterizedTest
  @CsvSource({
    "100, 34816, 100, true",
    "100, 34816, 99, false",
    "100, 0, -1, true",
  })
  void onlyTheForegroundMaySetTheTerminal(
      String group, String terminal, String foreground, boolean expected) {
    String stat = "100 (a ) b) S 1 %s 99 %s %s 4194560 0 0".formatted(group, terminal, foreground);
    assertEquals(expected, Terminal.inForeground(stat));
  }
}
