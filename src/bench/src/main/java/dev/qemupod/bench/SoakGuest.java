package dev.qemupod.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** The micro Linux of a soak, as one who sits at its console sees it. */
final class SoakGuest {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final String PINGS = "PINGS ";
  private static final String MESSAGES = "/run/messages";

  private final SupervisorRun run;

  SoakGuest(SupervisorRun run) {
    this.run = run;
  }

  /** The variables of its pod: everything a guest does to itself starts it again. */
  static Map<String, String> variables(Layout layout, String path, Path disk, Path monitor) {
    return Map.of(
        "PATH",
        path,
        "QEMU_RAM",
        "256",
        "QEMU_HDA",
        disk.toString(),
        "QEMU_KERNEL",
        layout.kernel().toString(),
        "QEMU_INITRD",
        layout.initrd().toString(),
        "QEMU_APPEND",
        "console=ttyS0 no_timer_check quiet",
        "QEMU_READY",
        "agent",
        "QEMU_ON_POWEROFF",
        "restart",
        "QEMU_ON_PANIC",
        "restart",
        "QEMU_EXTRA_ARGS",
        "-qmp unix:" + monitor + ",server=on,wait=off");
  }

  /** How many lines the console has had: where to look for an answer from. */
  long mark() {
    return run.console().count();
  }

  void type(String line) throws IOException {
    run.type(line);
  }

  /** Waits for a line from a mark on that begins so. */
  String await(long mark, String beginning) throws InterruptedException, BenchException {
    return await(mark, line -> line.startsWith(beginning), beginning);
  }

  private String await(long mark, Predicate<String> wanted, String what)
      throws InterruptedException, BenchException {
    Optional<String> line = run.console().awaitFrom(mark, wanted, PATIENCE);
    return line.orElseThrow(() -> new BenchException("the guest never said " + what));
  }

  /** Waits until it has booted, and has it count the agent's pings from now on. */
  void awaitBoot(long mark) throws IOException, InterruptedException, BenchException {
    var _ = await(mark, "GUEST-READY");
    var _ = shell("syslogd -O " + MESSAGES);
  }

  /**
   * Runs a line in a shell; tells from where on its output is. Nothing may be typed ahead: the
   * terminal would echo it into the output.
   */
  long shell(String line) throws IOException, InterruptedException, BenchException {
    long mark = mark();
    type("shell");
    type(line + "; exit");
    var _ = await(mark, "GUEST-SHELL-LEFT");
    return mark;
  }

  /** How many pings its agent has answered since the boot. */
  long pings() throws IOException, InterruptedException, BenchException {
    long mark = shell("echo " + PINGS + "$(grep -c 'guest-ping called' " + MESSAGES + ")");
    return Long.parseLong(
        await(mark, SoakGuest::isCount, PINGS + "and a number").substring(PINGS.length()));
  }

  /** The terminal may echo the command before the shell runs, on a line of its own. */
  private static boolean isCount(String line) {
    return line.startsWith(PINGS) && isNumber(line.substring(PINGS.length()));
  }

  /** Whether a line has digits and nothing else. */
  static boolean isNumber(String line) {
    return !line.isEmpty() && line.chars().allMatch(Character::isDigit);
  }

  /** All lines from a mark on. */
  List<String> lines(long mark) {
    return run.console().linesFrom(mark);
  }
}
