package dev.qemupod.supervisor.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ChildProcessIT {
  private final ProcessTable table = new ProcessTable();

  private ChildProcess shell(String script) throws LaunchFailure {
    return ChildProcess.spawn(List.of("/bin/sh", "-c", script), table);
  }

  @Test
  void everyExitCodeBelowTheSignalsIsExact() throws Exception {
    for (int code = 0; code <= 128; code++) {
      ChildProcess child = shell("exit " + code);
      assertEquals(new ExitStatus.Exited(code), child.onExit().get(30, TimeUnit.SECONDS));
      assertFalse(child.alive());
    }
    assertEquals(129, table.childrenEnded());
  }

  @Test
  void aDeathBySignalIsToldAsSuch() throws Exception {
    for (int signal : new int[] {1, 2, 3, 6, 9, 11, 15}) {
      ChildProcess child = shell("kill -" + signal + " $$");
      assertEquals(new ExitStatus.Signalled(signal), child.onExit().get(30, TimeUnit.SECONDS));
    }
  }

  @Test
  void theLastWordsAfterTerminateAreNotLost() throws Exception {
    ChildProcess child =
        shell(
            "trap 'echo bye; echo sorry >&2; exit 3' TERM; echo up; while :; do sleep 0.01; done");
    try (BufferedReader out =
        new BufferedReader(new InputStreamReader(child.stdout(), StandardCharsets.UTF_8))) {
      assertEquals("up", out.readLine());
      assertTrue(child.alive());
      assertTrue(child.terminate());
      assertEquals("bye", out.readLine());
    }
    assertEquals(Optional.of(new ExitStatus.Exited(3)), child.waitFor(Duration.ofSeconds(30)));
    assertEquals("sorry\n", new String(child.stderr().readAllBytes(), StandardCharsets.UTF_8));
  }

  @Test
  void killEndsWhatIgnoresTerminate() throws Exception {
    ChildProcess child = shell("trap '' TERM; echo up; while :; do sleep 0.01; done");
    assertEquals('u', child.stdout().read());
    assertTrue(child.terminate());
    assertEquals(Optional.empty(), child.waitFor(Duration.ofMillis(50)));
    assertTrue(child.kill());
    assertEquals(new ExitStatus.Signalled(9), child.onExit().get(30, TimeUnit.SECONDS));
    assertFalse(child.terminate());
  }

  @Test
  void thePipesAreByteTrue() throws Exception {
    byte[] all = new byte[256];
    for (int value = 0; value < all.length; value++) {
      all[value] = (byte) value;
    }
    ChildProcess child = shell("cat; cat /proc/self/environ >&2");
    try (OutputStream stdin = child.stdin()) {
      stdin.write(all);
    }
    assertTrue(Arrays.equals(all, child.stdout().readAllBytes()));
    String environment = new String(child.stderr().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(environment.contains("PATH="), environment);
    assertFalse(environment.contains("MAVEN"), environment);
  }

  @Test
  void aMissingProgramIsToldFromOneThatMayNotBeExecuted(@TempDir Path directory)
      throws IOException {
    assertEquals(LaunchFailure.Reason.MISSING, reason("qemu-system-nonesuch"));
    assertEquals(LaunchFailure.Reason.MISSING, reason(directory.resolve("absent").toString()));
    Path text = Files.writeString(directory.resolve("text"), "hello");
    assertEquals(LaunchFailure.Reason.FORBIDDEN, reason(text.toString()));
    assertEquals(LaunchFailure.Reason.FORBIDDEN, reason(directory.toString()));
  }

  private LaunchFailure.Reason reason(String program) {
    return assertThrows(
            LaunchFailure.class, () -> ChildProcess.spawn(List.of(program, "--version"), table))
        .reason();
  }

  @Test
  void aChildThatDoesNotReadIsNoReasonToHang() throws Exception {
    ChildProcess child = shell("exec sleep 1000");
    try (InputStream stdout = child.stdout()) {
      assertTrue(child.kill());
      assertEquals(-1, stdout.read());
    }
  }
}
