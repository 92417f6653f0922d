package dev.qemupod.supervisor.process;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExitStatusTest {
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 9, 80, 127, 128, 193, 255})
  void anythingOutsideTheSignalsIsAnExit(int value) {
    assertEquals(new ExitStatus.Exited(value), ExitStatus.ofJavaExitValue(value));
  }

  @Test
  void aSignalIs128AndItsNumber() {
    for (int signal = 1; signal <= 64; signal++) {
      assertEquals(new ExitStatus.Signalled(signal), ExitStatus.ofJavaExitValue(128 + signal));
    }
  }
}
