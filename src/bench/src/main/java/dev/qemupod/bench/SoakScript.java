package dev.qemupod.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/** Does the activities of a soak, and checks after each that the supervisor has noticed. */
final class SoakScript implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final Duration PAUSE = Duration.ofSeconds(3);
  private static final int CONSOLE_LINES = 10_000;
  private static final int WRITTEN_MEBIBYTES = 4;
  private static final long MEBIBYTE = 1 << 20;
  private static final long RAM = 256 * MEBIBYTE;
  private static final long LESS_RAM = 192 * MEBIBYTE;

  /** ENOSPC of Linux. */
  private static final int NO_SPACE = 28;

  private static final String DISK = "hda";
  private static final String FULL_DISK = "full";
  private static final String DISK_DEVICE = "/machine/peripheral/hda/virtio-backend";
  private static final String AGENT_UP = "qemu_guest_agent_up";

  private final SoakGuest guest;
  private final SoakWatch watch;
  private final Ledger ledger;
  private final Path socket;
  private Monitor monitor;

  private SoakScript(
      SoakGuest guest, SoakWatch watch, Ledger ledger, Path socket, Monitor monitor) {
    this.guest = guest;
    this.watch = watch;
    this.ledger = ledger;
    this.socket = socket;
    this.monitor = monitor;
  }

  /** Waits for the guest's first boot. */
  static SoakScript begin(SoakGuest guest, SoakWatch watch, Ledger ledger, Path socket)
      throws IOException, InterruptedException, BenchException {
    guest.awaitBoot(0);
    return new SoakScript(guest, watch, ledger, socket, Monitor.connect(socket));
  }

  /** Does one; counts it once all of it was as it should be. */
  void run(SoakActivity activity) throws IOException, InterruptedException, BenchException {
    switch (activity) {
      case PAUSE -> pause();
      case BALLOON -> balloon();
      case CLOCK -> clock();
      case CONSOLE -> console();
      case DISK_FULL -> diskFull();
      case AGENT -> agent();
      case REBOOT -> reboot();
      case POWEROFF -> restart("poweroff");
      case PANIC -> restart("panic");
    }
    ledger.add(SoakCounters.activity(activity), 1);
  }

  private void pause() throws IOException, InterruptedException, BenchException {
    monitor.execute("stop", Map.of());
    var _ = watch.await("paused", view -> view.state().equals("paused"), PATIENCE);
    LockSupport.parkNanos(PAUSE.toNanos());
    monitor.execute("cont", Map.of());
    awaitReady();
  }

  private void balloon() throws IOException, InterruptedException, BenchException {
    for (long size : new long[] {LESS_RAM, RAM}) {
      monitor.forgetEvents();
      monitor.execute("balloon", Map.of("value", size));
      monitor.awaitEvent("BALLOON_CHANGE");
    }
  }

  private void clock() throws IOException, InterruptedException, BenchException {
    monitor.forgetEvents();
    var _ = guest.shell("hwclock -w");
    monitor.awaitEvent("RTC_CHANGE");
  }

  private void console() throws IOException, InterruptedException, BenchException {
    List<String> lines = guest.lines(guest.shell("seq " + CONSOLE_LINES));
    List<String> others = lines.stream().filter(line -> !SoakGuest.isNumber(line)).toList();
    int numbers = lines.size() - others.size();
    ledger.add("consoleLinesChecked", numbers);
    if (numbers != CONSOLE_LINES) {
      throw new BenchException(
          "of " + CONSOLE_LINES + " lines the console gave " + numbers + ", and " + others);
    }
  }

  /**
   * Every write fails for want of space until the guest has been stopped for it. The supervisor has
   * to resume it, and the guest to find on its disk what it wrote.
   */
  private void diskFull() throws IOException, InterruptedException, BenchException {
    long before = ledger.count("ioErrorPausesSeen");
    monitor.forgetEvents();
    monitor.execute(
        "blockdev-add",
        Map.of(
            "driver",
            "blkdebug",
            "node-name",
            FULL_DISK,
            "image",
            DISK,
            "inject-error",
            new Object[] {
              Map.of("event", "none", "errno", NO_SPACE, "iotype", "write", "once", false)
            }));
    useDisk(FULL_DISK);
    long mark = guest.mark();
    guest.type("write-disk " + WRITTEN_MEBIBYTES);
    monitor.awaitEvent("BLOCK_IO_ERROR");
    monitor.awaitEvent("STOP");
    useDisk(DISK);
    monitor.execute("blockdev-del", Map.of("node-name", FULL_DISK));
    SoakWatch.View view =
        watch.await(
            "a pause for an I/O error",
            seen -> seen.metrics().value(SoakCounters.IO_ERROR_PAUSES) > before,
            PATIENCE);
    ledger.add(
        "ioErrorPausesSeen",
        Math.round(view.metrics().value(SoakCounters.IO_ERROR_PAUSES)) - before);
    String written = afterMarker(guest.await(mark, "GUEST-DISK-WRITTEN"));
    guest.type("read-disk " + WRITTEN_MEBIBYTES);
    String read = afterMarker(guest.await(mark, "GUEST-DISK-READ"));
    if (!written.equals(read)) {
      throw new BenchException("the guest wrote " + written + " and read " + read);
    }
    awaitReady();
  }

  private void useDisk(String node) throws IOException, InterruptedException, BenchException {
    monitor.execute("qom-set", Map.of("path", DISK_DEVICE, "property", "drive", "value", node));
  }

  private static String afterMarker(String line) {
    return line.substring(line.indexOf(' '));
  }

  private void agent() throws IOException, InterruptedException, BenchException {
    guest.type("agent-freeze");
    var _ = watch.await("an agent that is down", view -> isAgent(view, 0), PATIENCE);
    guest.type("agent-thaw");
    var _ = watch.await("an agent that is up", view -> isAgent(view, 1), PATIENCE);
    awaitReady();
  }

  private static boolean isAgent(SoakWatch.View view, double up) {
    return view.metrics().series().getOrDefault(AGENT_UP, -1.0) == up;
  }

  private void reboot() throws IOException, InterruptedException, BenchException {
    countPings();
    long mark = guest.mark();
    guest.type("reboot");
    awaitCounter(SoakCounters.RESETS, SoakActivity.REBOOT);
    guest.awaitBoot(mark);
    awaitReady();
  }

  private void restart(String command) throws IOException, InterruptedException, BenchException {
    countPings();
    long mark = guest.mark();
    guest.type(command);
    monitor.awaitEnd();
    monitor.close();
    awaitCounter(
        SoakCounters.restarts(command),
        command.equals("panic") ? SoakActivity.PANIC : SoakActivity.POWEROFF);
    guest.awaitBoot(mark);
    monitor = Monitor.connect(socket);
    awaitReady();
  }

  /** Has to be called before what the guest counted is lost. */
  void countPings() throws IOException, InterruptedException, BenchException {
    ledger.add(SoakCounters.PINGS, guest.pings());
  }

  private void awaitCounter(String series, SoakActivity activity)
      throws InterruptedException, BenchException {
    long done = ledger.count(SoakCounters.activity(activity));
    var _ =
        watch.await(
            "more than " + done + " of " + series,
            view -> view.metrics().value(series) > done,
            PATIENCE);
  }

  private void awaitReady() throws InterruptedException, BenchException {
    var _ =
        watch.await(
            "that the guest is ready",
            view -> view.ready() && view.state().equals("running"),
            PATIENCE);
  }

  @Override
  public void close() throws IOException {
    monitor.close();
  }
}
