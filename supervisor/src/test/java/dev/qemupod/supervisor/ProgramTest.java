package dev.qemupod.supervisor;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.qemupod.supervisor.lifecycle.Ending;
import dev.qemupod.supervisor.lifecycle.ExitCode;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the log ends with. */
class ProgramTest {
  @Test
  void aSentenceIsTheLastLineWithTheCode() {
    assertEquals(
        List.of("The guest panicked. Exit code 82."), lines(ExitCode.PANIC, "The guest panicked."));
  }

  @Test
  void eachProblemHasALineBeforeTheLast() {
    assertEquals(
        List.of(
            "QEMU_A must be a.",
            "warning: QEMU_B is b.",
            "There are 2, listed above. Exit code 78."),
        lines(ExitCode.CONFIG, "There are 2:\n  QEMU_A must be a\n  warning: QEMU_B is b"));
  }

  private static List<String> lines(ExitCode code, String message) {
    return Program.lastLines(Ending.beforeQemu(code, "Reason", message));
  }
}
