package dev.qemupod.supervisor.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

/**
 * The supervisor's classes as the Java machine keeps them, as in the image: without it each of some
 * two hundred starts takes a second of a CPU more, for classes that are found, read and verified
 * once more. It belongs to one jar and is made anew with it.
 */
final class ClassArchive {
  private static final Path JAR = Path.of("target", "qemu-pod-supervisor.jar");
  private static final Path ARCHIVE = Path.of("target", "test-tools", "supervisor.jsa");

  private ClassArchive() {}

  /** The machine's option for the archive, which is made first if the jar is newer. */
  static synchronized String option() throws IOException {
    assertTrue(Files.exists(JAR), JAR + " is not built: run ./dev build");
    if (!Files.exists(ARCHIVE)
        || Files.getLastModifiedTime(ARCHIVE).compareTo(Files.getLastModifiedTime(JAR)) <= 0) {
      try {
        make();
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        throw new IOException(interrupted);
      }
    }
    return "-XX:SharedArchiveFile=" + ARCHIVE;
  }

  private static void make() throws IOException, InterruptedException {
    Files.createDirectories(ARCHIVE.getParent());
    Path classes = listOfClasses();
    Path made = ARCHIVE.resolveSibling("new-" + ARCHIVE.getFileName());
    List<String> command = new ArrayList<>(SupervisorProcess.machine());
    command.add("-Xshare:dump");
    command.add("-XX:SharedClassListFile=" + classes);
    command.add("-XX:SharedArchiveFile=" + made);
    command.addAll(SupervisorProcess.program());
    Path log = ARCHIVE.resolveSibling("supervisor.jsa.log");
    Process dump =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    assertEquals(0, dump.waitFor(), () -> "the archive could not be made, see " + log);
    Files.move(made, ARCHIVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /** All that is loaded until a VM runs and was asked for its metrics. */
  private static Path listOfClasses() throws IOException, InterruptedException {
    Path list = ARCHIVE.resolveSibling("supervisor.classlist");
    List<String> command = new ArrayList<>(SupervisorProcess.machine());
    command.add("-XX:DumpLoadedClassList=" + list);
    command.addAll(SupervisorProcess.program());
    try (SupervisorProcess vm =
        SupervisorProcess.startCommand(command, SupervisorProcess.stub("serve"))) {
      vm.awaitLog("The guest is ready");
      assertEquals(200, vm.get("/readyz").statusCode(), vm::story);
      vm.awaitMetric("qemu_qmp_up 1");
      assertEquals(200, vm.get("/status").statusCode(), vm::story);
    }
    // The machine writes it in blocks, and was killed: the last line may be half of one.
    String text = Files.readString(list);
    return Files.writeString(list, text.substring(0, text.lastIndexOf('\n') + 1));
  }
}
