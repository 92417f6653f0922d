package dev.qemupod.supervisor.it;

import static dev.qemupod.supervisor.it.SupervisorProcess.stub;
import static dev.qemupod.supervisor.it.SupervisorProcess.with;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A stop that comes while the start hangs, before there is a qemu. */
class EarlyStopIT {
  @TempDir Path folder;

  /** As PID 1, with a /run of its own that can be looked into afterwards. */
  private List<String> alone(Path run) {
    return List.of(
        "unshare",
        "--pid",
        "--fork",
        "--kill-child",
        "--mount-proc",
        "sh",
        "-c",
        "mount --bind " + run + " /run && exec \"$@\"",
        "-");
  }

  /** A qemu-img that begins to write, and then waits for a volume that never answers. */
  private Map<String, String> hangingImage() throws IOException {
    Path program =
        Files.writeString(
            folder.resolve("qemu-img"),
            """
            #!/bin/sh
            for path; do case $path in */.disk*) echo half >"$path" ;; esac; done
            echo $$ >%s
            exec sleep 600
            """
                .formatted(folder.resolve("started")));
    assertTrue(program.toFile().setExecutable(true));
    Path disks = Files.createDirectory(folder.resolve("disks"));
    return Map.of(
        "PATH",
        folder + ":" + System.getenv("PATH"),
        "QEMU_HDA",
        disks.resolve("disk.qcow2").toString(),
        "QEMU_HDA_SIZE",
        "1Mi");
  }

  private void awaitImage() {
    SupervisorProcess.await(
        () -> Optional.of(folder.resolve("started")).filter(Files::exists), "qemu-img");
  }

  private static List<Path> content(Path directory) throws IOException {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.toList();
    }
  }

  @Test
  void aStopWhileADiskIsMadeOnAVolumeThatHangsLeavesNothing() throws Exception {
    Path run = Files.createDirectory(folder.resolve("run"));
    try (SupervisorProcess vm =
        SupervisorProcess.startUnder(alone(run), with(stub("serve"), hangingImage()))) {
      awaitImage();
      assertEquals(1, content(run).size(), "the runtime folder is not there");
      assertEquals(1, content(folder.resolve("disks")).size(), "the image is not begun");
      vm.signal("TERM");
      long asked = System.nanoTime();
      assertEquals(0, vm.awaitExit(), vm::story);
      assertWithinBudget(asked, vm);
      assertFalse(vm.console().contains("STUB"), vm::story);
      assertTrue(vm.lastLogLine().contains("SIGTERM"), vm::story);
      assertEquals(List.of(), content(run));
      assertEquals(List.of(), content(folder.resolve("disks")));
    }
  }

  @Test
  void aSecondStopIsNotMadeToWait() throws Exception {
    try (SupervisorProcess vm = SupervisorProcess.start(with(stub("serve"), hangingImage()))) {
      awaitImage();
      vm.signal("TERM");
      vm.signal("INT");
      long asked = System.nanoTime();
      assertEquals(0, vm.awaitExit(), vm::story);
      Duration took = Duration.ofNanos(System.nanoTime() - asked);
      assertTrue(took.compareTo(Duration.ofSeconds(4)) < 0, () -> took + vm.story());
    }
  }

  /** Nothing can be killed there to let the start go on: it is read by the supervisor itself. */
  @ParameterizedTest
  @CsvSource({"TERM", "HUP"})
  void aStopWhileAFileOfTheConfigurationDoesNotComeEndsIt(String signal) throws Exception {
    Path ignition = folder.resolve("config.ign");
    assertEquals(0, new ProcessBuilder("mkfifo", ignition.toString()).start().waitFor());
    Map<String, String> variables = Map.of("QEMU_IGNITION_FILE", ignition.toString());
    try (SupervisorProcess vm = SupervisorProcess.start(with(stub("serve"), variables));
        // Opening it takes until the supervisor opens it too; it is never written to.
        OutputStream silent = Files.newOutputStream(ignition)) {
      vm.signal(signal);
      long asked = System.nanoTime();
      assertEquals(0, vm.awaitExit(), () -> silent + vm.story());
      assertWithinBudget(asked, vm);
      assertTrue(vm.lastLogLine().contains("SIG" + signal), vm::story);
      assertTrue(vm.lastLogLine().contains("the start hung"), vm::story);
    }
  }

  private static void assertWithinBudget(long asked, SupervisorProcess vm) {
    Duration took = Duration.ofNanos(System.nanoTime() - asked);
    assertTrue(took.compareTo(Duration.ofSeconds(15)) < 0, () -> took + vm.story());
  }
}
