package dev.qemupod.supervisor.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LaunchFailureTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          Cannot run program "x": Exec failed, error: 2 (No such file or directory) |2
          Cannot run program "x": Exec failed, error: 13 (Permission denied)        |13
          Cannot run program "x": error=2, No such file or directory                |2
          Cannot run program "error": error=7, Argument list too long               |7
          Cannot run program "x": Process failed to start                           |0
          error                                                                     |0
          """)
  void readsTheErrorNumberFromTheTextOfAnyJdk(String message, int errorNumber) {
    assertEquals(errorNumber, LaunchFailure.errorNumber(message));
  }

  @ParameterizedTest
  @CsvSource({"2,MISSING,69", "13,FORBIDDEN,77", "1,FORBIDDEN,77", "11,OTHER,80"})
  void tellsWhyAndWithWhichExitCode(int number, LaunchFailure.Reason reason, int exitCode) {
    LaunchFailure failure =
        LaunchFailure.of(
            List.of("qemu-system-x86_64", "-S"), new IOException("error: " + number + " (text)"));
    assertEquals(reason, failure.reason());
    assertEquals(exitCode, failure.reason().exitCode());
    assertEquals(List.of("qemu-system-x86_64", "-S"), failure.command());
    String message = String.valueOf(failure.getMessage());
    assertTrue(message.startsWith("qemu-system-x86_64 cannot be started: "), message);
  }

  @Test
  void keepsTheJdksTextWhenItKnowsNoBetter() {
    IOException cause =
        new IOException("Exec failed, error: 11 (Resource temporarily unavailable)");
    String message = LaunchFailure.of(List.of("qemu"), cause).getMessage();
    assertEquals("qemu cannot be started: " + cause.getMessage(), message);
  }
}
