package dev.qemupod.supervisor.process;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Runs {@link Pid1Main} as PID 1 of a new namespace, which needs root. */
@Timeout(180)
class ReaperIT {
  private static final List<String> AS_PID_1 =
      List.of("unshare", "--pid", "--fork", "--mount-proc", "--kill-child");

  @Test
  void asPid1ItReapsEveryOrphanAndLosesNoExitStatus() throws Exception {
    List<String> lines = run(AS_PID_1, "churn", 42);
    assertEquals(
        List.of(
            "pid 1",
            "exact 200",
            "long-lived Exited[code=7]",
            "orphans 400 true",
            "children 201 true",
            "zombies 0"),
        lines);
  }

  @Test
  void tenThousandOrphansLeaveNoneWhileFiveHundredChildrenKeepTheirStatuses() throws Exception {
    List<String> command = new ArrayList<>(AS_PID_1);
    command.addAll(command("flood"));
    command.add(StubQemu.path().toString());
    command.add("10000");
    assertEquals(
        List.of("exact 500 Signalled[signal=9]", "orphans 10000 true", "zombies 0"),
        run(command, 42));
  }

  @Test
  void whoLooksFindsTheOrphanOfWhichNoSignalTold() throws Exception {
    assertEquals(List.of("before 0", "after 1, zombies 0"), run(AS_PID_1, "unheard", 42));
  }

  @Test
  void elsewhereItReapsTheOrphansOfItsOwnDescendants() throws Exception {
    List<String> lines = run(List.of(), "churn-once-ready", 42);
    assertEquals(
        List.of("exact 200", "long-lived Exited[code=7]", "orphans 400 true", "children 201 true"),
        lines.subList(1, 5));
  }

  @Test
  void aSignalBeforeTheListenerIsKeptForIt() throws Exception {
    assertEquals(
        List.of("early [HUP, INT, TERM, USR1]", "late TERM", "more 0"),
        run(AS_PID_1, "signals", 0));
  }

  @Test
  void itEndsAtOnceThoughAThreadSitsInANativeCall() throws Exception {
    assertEquals(List.of("exiting"), run(AS_PID_1, "exit-while-reading", 42));
  }

  @Test
  void aTerminalIsMadeRawButForItsOutputAndPutBack() throws Exception {
    String command = String.join(" ", command("terminal"));
    assertEquals(
        List.of(
            "terminal true",
            "before true true",
            "raw true true",
            "signals to the guest true",
            "output processed true",
            "restored true",
            "as before true"),
        run(List.of("script", "--quiet", "--return", "--command", command, "/dev/null"), 0));
  }

  @Test
  void aPipeIsLeftAloneAsNoTerminal() throws Exception {
    List<String> lines = run(command("terminal"), 0);
    assertEquals("terminal false", lines.getFirst());
  }

  private static List<String> run(List<String> prefix, String scenario, int exitCode)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(prefix);
    command.addAll(command(scenario));
    return run(command, exitCode);
  }

  private static List<String> command(String scenario) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("--enable-native-access=ALL-UNNAMED");
    // Its file in /tmp is named after the process id, and another namespace may have a 1 as well.
    command.add("-XX:-UsePerfData");
    command.add("-cp");
    command.add(
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
    command.add(Pid1Main.class.getName());
    command.add(scenario);
    return command;
  }

  private static List<String> run(List<String> command, int exitCode)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    try {
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertEquals(true, process.waitFor(30, TimeUnit.SECONDS), output);
      assertEquals(exitCode, process.exitValue(), output);
      return output.lines().toList();
    } finally {
      process.destroyForcibly();
    }
  }
}
