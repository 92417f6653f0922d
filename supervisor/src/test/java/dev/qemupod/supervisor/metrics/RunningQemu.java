package dev.qemupod.supervisor.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.qemupod.supervisor.qmp.QmpClient;
import dev.qemupod.supervisor.qmp.QmpObserver;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A real qemu whose firmware finds nothing to boot, with a disk, a CD-ROM and a balloon. */
final class RunningQemu implements AutoCloseable {
  static final long RAM = 64L << 20;
  static final long DISK = 10L << 20;
  private static final int DEADLINE_SECONDS = 30;

  static final QmpObserver UNWATCHED =
      new QmpObserver() {
        @Override
        public void command(String command, long nanoseconds, Outcome outcome) {}

        @Override
        public void event(String name) {}
      };

  private final Process process;
  private final Path socket;

  private RunningQemu(Process process, Path socket) {
    this.process = process;
    this.socket = socket;
  }

  static RunningQemu start(Path folder) throws Exception {
    Path disk = Files.createFile(folder.resolve("disk.raw"));
    try (var file = Files.newByteChannel(disk, StandardOpenOption.WRITE)) {
      file.position(DISK - 1).write(ByteBuffer.allocate(1));
    }
    Path socket = folder.resolve("qmp.sock");
    List<String> command = new ArrayList<>();
    command.addAll(List.of("qemu-system-x86_64", "-nodefaults", "-no-user-config"));
    command.addAll(List.of("-display", "none", "-machine", "q35", "-accel", "tcg,tb-size=16"));
    command.addAll(List.of("-m", "64M", "-smp", "2"));
    command.addAll(
        List.of(
            "-blockdev",
            "{\"driver\":\"raw\",\"node-name\":\"hda\",\"file\":{\"driver\":\"file\",\"filename\":\""
                + disk
                + "\"}}"));
    command.addAll(List.of("-object", "iothread,id=io-hda"));
    command.addAll(
        List.of("-device", "virtio-blk-pci,id=hda,drive=hda,iothread=io-hda,bootindex=0"));
    command.addAll(
        List.of(
            "-blockdev",
            "{\"driver\":\"null-co\",\"node-name\":\"cdrom\",\"read-only\":true,\"size\":1048576,"
                + "\"read-zeroes\":true}"));
    command.addAll(List.of("-device", "virtio-scsi-pci,id=scsi0"));
    command.addAll(List.of("-device", "scsi-cd,id=cdrom,drive=cdrom,bus=scsi0.0,bootindex=1"));
    command.addAll(List.of("-device", "virtio-balloon-pci,id=balloon0"));
    command.addAll(List.of("-qmp", "unix:" + socket + ",server=on,wait=off"));
    command.addAll(List.of("-qmp", "unix:" + monitor(socket) + ",server=on,wait=off"));
    Process process = new ProcessBuilder(command).inheritIO().start();
    RunningQemu qemu = new RunningQemu(process, socket);
    try {
      qemu.awaitSocket();
    } catch (AssertionError | InterruptedException e) {
      qemu.close();
      throw e;
    }
    return qemu;
  }

  long pid() {
    return process.pid();
  }

  Path socket() {
    return socket;
  }

  private static Path monitor(Path socket) {
    return socket.resolveSibling("monitor.sock");
  }

  /** Executes a command over a connection of its own; the arguments are a JSON object. */
  void execute(String command, String arguments) throws Exception {
    Duration patience = Duration.ofSeconds(DEADLINE_SECONDS);
    try (QmpClient client =
        QmpClient.connect(monitor(socket), patience, UNWATCHED, _ -> {}, _ -> {})) {
      client.execute(command, new ObjectMapper().readTree(arguments), patience);
    }
  }

  /** Sends a signal that the JDK knows no method for. */
  void signal(String name) throws Exception {
    Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(pid())).inheritIO().start();
    assertEquals(0, kill.waitFor(), "kill -" + name);
  }

  /** Waits a moment, without spinning, for something about qemu to change. */
  void pause() throws InterruptedException {
    assertTrue(!process.waitFor(20, TimeUnit.MILLISECONDS), "qemu ended");
  }

  @Override
  public void close() throws IOException {
    process.destroyForcibly();
    process.onExit().orTimeout(DEADLINE_SECONDS, TimeUnit.SECONDS).join();
  }

  private void awaitSocket() throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(DEADLINE_SECONDS);
    while (!Files.exists(socket)) {
      assertTrue(System.nanoTime() < end, "qemu did not listen on " + socket);
      pause();
    }
  }
}
