package dev.qemupod.supervisor.lifecycle;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.qemupod.supervisor.host.PodCpus;
import dev.qemupod.supervisor.qmp.CpuThread;
import dev.qemupod.supervisor.qmp.QmpClient;
import dev.qemupod.supervisor.qmp.QmpCommands;
import dev.qemupod.supervisor.qmp.QmpObserver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The threads of a real qemu, with CPUs that are said to be a part of the node's. */
@Timeout(60)
class PinWorkIT {
  private static final PodCpus EXCLUSIVE = new PodCpus(List.of(0, 1), 4);
  private static final PodCpus SHARED = new PodCpus(List.of(0, 1), 2);
  private static final QmpObserver NOBODY =
      new QmpObserver() {
        @Override
        public void command(String command, long nanoseconds, Outcome outcome) {}

        @Override
        public void event(String name) {}
      };

  @TempDir Path folder;

  @Test
  void whatIsLeftIsForTheOthersAndAllIsUndone() throws Exception {
    Process qemu = start(1);
    try (QmpClient client = connect()) {
      QmpCommands commands = new QmpCommands(client);
      long vcpu = commands.queryCpusFast().getFirst().threadId();
      PinWork.Result result = work(EXCLUSIVE, qemu, false).perform(commands);
      assertEquals("", result.failure());
      assertEquals("1", allowed(qemu.pid(), vcpu));
      assertEquals("0", allowed(qemu.pid(), qemu.pid()));
      assertEquals("0", ownThread());

      result = work(SHARED, qemu, true).perform(commands);
      assertEquals("", result.failure());
      assertEquals("0-1", allowed(qemu.pid(), vcpu));
      assertEquals("0-1", allowed(qemu.pid(), qemu.pid()));
      assertEquals("0-1", ownThread());
    } finally {
      qemu.destroyForcibly().waitFor();
    }
  }

  @Test
  void asManyVcpusAsCpusHaveOneEach() throws Exception {
    Process qemu = start(2);
    try (QmpClient client = connect()) {
      QmpCommands commands = new QmpCommands(client);
      List<CpuThread> vcpus = commands.queryCpusFast();
      assertEquals("", work(EXCLUSIVE, qemu, false).perform(commands).failure());
      assertEquals("0", allowed(qemu.pid(), vcpus.get(0).threadId()));
      assertEquals("1", allowed(qemu.pid(), vcpus.get(1).threadId()));
      assertEquals("0-1", allowed(qemu.pid(), qemu.pid()));
    } finally {
      qemu.destroyForcibly().waitFor();
    }
  }

  @Test
  void aCpuThatIsGoneIsToldAndNoFailure() throws Exception {
    Process qemu = start(1);
    try (QmpClient client = connect()) {
      PodCpus gone = new PodCpus(List.of(4000), 8000);
      PinWork.Result result = work(gone, qemu, false).perform(new QmpCommands(client));
      assertEquals("EINVAL", result.failure());
    } finally {
      qemu.destroyForcibly().waitFor();
    }
  }

  private static PinWork work(PodCpus cpus, Process qemu, boolean undo) {
    return new PinWork(cpus, OptionalDouble.empty(), qemu.pid(), undo);
  }

  private Process start(int vcpus) throws IOException {
    return new ProcessBuilder(
            "qemu-system-x86_64",
            "-accel",
            "tcg,thread=multi,tb-size=16",
            "-smp",
            Integer.toString(vcpus),
            "-m",
            "16",
            "-nodefaults",
            "-display",
            "none",
            "-S",
            "-qmp",
            "unix:" + socket() + ",server=on,wait=off")
        .redirectOutput(folder.resolve("out").toFile())
        .redirectError(folder.resolve("err").toFile())
        .start();
  }

  private Path socket() {
    return folder.resolve("qmp");
  }

  private QmpClient connect() throws Exception {
    return QmpClient.connect(socket(), Duration.ofSeconds(30), NOBODY, _ -> {}, _ -> {});
  }

  private static String ownThread() throws IOException {
    return allowed(Path.of("/proc/thread-self/status"));
  }

  private static String allowed(long process, long thread) throws IOException {
    return allowed(Path.of("/proc/" + process + "/task/" + thread + "/status"));
  }

  private static String allowed(Path status) throws IOException {
    for (String line : Files.readAllLines(status)) {
      if (line.startsWith("Cpus_allowed_list:")) {
        return line.substring(line.indexOf(':') + 1).strip();
      }
    }
    throw new IOException("the kernel tells no affinity in " + status);
  }
}
