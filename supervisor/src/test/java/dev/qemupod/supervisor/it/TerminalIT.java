package dev.qemupod.supervisor.it;

import static dev.qemupod.supervisor.it.SupervisorProcess.stub;
import static dev.qemupod.supervisor.it.SupervisorProcess.with;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The supervisor on a terminal, as with {@code kubectl attach -it}; script(1) is the other end. */
class TerminalIT {
  private static final byte CONTROL_C = 0x03;
  private static final byte CONTROL_Z = 0x1a;
  private static final byte CONTROL_BACKSLASH = 0x1c;

  @TempDir Path folder;

  /** Runs it below a shell that notes the terminal's settings before and after. */
  private SupervisorProcess start(Map<String, String> variables) throws IOException {
    String session =
        """
        trap : INT
        /usr/bin/stty -a >%1$s/before
        %2$s
        code=$?
        /usr/bin/stty -a >%1$s/after
        exit $code
        """;
    return start(variables, session);
  }

  private SupervisorProcess start(Map<String, String> variables, String session)
      throws IOException {
    String script = session.formatted(folder, String.join(" ", SupervisorProcess.command()));
    Path shell = Files.writeString(folder.resolve("session"), script);
    return SupervisorProcess.startCommand(
        List.of(
            "script", "--quiet", "--return", "--command", "exec /bin/bash " + shell, "/dev/null"),
        variables);
  }

  private void assertRestored() throws IOException {
    assertEquals(
        Files.readString(folder.resolve("before")), Files.readString(folder.resolve("after")));
  }

  @Test
  void theKeysThatSignalGoToTheGuest() throws Exception {
    try (SupervisorProcess vm = start(stub("serve"))) {
      vm.awaitConsole("STUB-READY");
      vm.awaitConsole("Health and metrics");
      vm.write(new byte[] {CONTROL_C, CONTROL_Z, CONTROL_BACKSLASH});
      vm.awaitConsole("IN 03");
      vm.awaitConsole("IN 1a");
      vm.awaitConsole("IN 1c");
      vm.signal("TERM");
      assertEquals(0, vm.awaitExit(), vm::story);
      assertRestored();
    }
  }

  /** As with Ctrl-Z in a shell with job control, which takes the terminal back, and fg. */
  @Test
  void aSupervisorThatWasStoppedAndContinuesMakesTheTerminalRawAgain() throws Exception {
    String session =
        """
        trap : INT
        set -m
        %2$s
        /usr/bin/stty sane
        echo JOB-STOPPED
        fg %%1
        code=$?
        /usr/bin/stty -a >%1$s/after
        exit $code
        """;
    try (SupervisorProcess vm = start(stub("serve"), session)) {
      vm.awaitConsole("STUB-READY");
      vm.awaitConsole("Health and metrics");
      Path terminal = Path.of(ProcessFacts.descriptors(vm.supervisor()).getOrDefault(0, ""));
      awaitSetting(terminal, "-icanon");
      vm.signal("TSTP");
      vm.awaitConsole("JOB-STOPPED");
      awaitSetting(terminal, "-icanon");
      vm.write(new byte[] {CONTROL_C});
      vm.awaitConsole("IN 03");
      vm.signal("TERM");
      assertEquals(0, vm.awaitExit(), vm::story);
      // Which of its settings the shell brings back is its own affair.
      String after = Files.readString(folder.resolve("after"));
      assertTrue(after.contains("isig icanon") && !after.contains("-echo "), after);
    }
  }

  private static void awaitSetting(Path terminal, String setting) {
    SupervisorProcess.await(
        () -> Optional.of(settings(terminal)).filter(all -> all.contains(setting)), setting);
  }

  private static String settings(Path terminal) {
    try {
      Process stty = new ProcessBuilder("stty", "-F", terminal.toString(), "-a").start();
      return new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** The terminal is made raw beside the start, so that an early end can come in between. */
  @Test
  void theTerminalIsPutBackThoughQemuEndsBeforeASlowSttyHas() throws Exception {
    Path programs = programs("setsid", "setpriv", "sleep");
    Path stty =
        Files.writeString(
            programs.resolve("stty"),
            """
            #!/bin/sh
            /usr/bin/stty "$@" && case $1 in raw) sleep 0.5 ;; esac
            """);
    assertTrue(stty.toFile().setExecutable(true));
    Map<String, String> slowStty = Map.of("PATH", programs.toString());
    try (SupervisorProcess vm = start(with(stub("exit=1"), slowStty))) {
      assertEquals(80, vm.awaitExit(), vm::story);
      assertRestored();
    }
  }

  private Path programs(String... names) throws IOException {
    Path programs = Files.createDirectory(folder.resolve("programs"));
    for (String name : names) {
      Files.writeString(programs.resolve(name), "#!/bin/sh\nexec /usr/bin/" + name + " \"$@\"\n");
      assertTrue(programs.resolve(name).toFile().setExecutable(true));
    }
    return programs;
  }

  @Test
  void whereTheTerminalStaysAsItIsControlCAsksTheGuestToShutDown() throws Exception {
    Path programs = programs("setsid", "setpriv");
    Map<String, String> withoutStty = Map.of("PATH", programs.toString());
    try (SupervisorProcess vm = start(with(stub("serve"), withoutStty))) {
      vm.awaitConsole("The VM is running");
      vm.write(new byte[] {CONTROL_C});
      assertEquals(0, vm.awaitExit(), vm::story);
      assertFalse(vm.console().contains("SIGNAL"), vm::story);
      assertTrue(vm.console().contains("The guest shut down as it was asked to."), vm::story);
      assertRestored();
    }
  }
}
