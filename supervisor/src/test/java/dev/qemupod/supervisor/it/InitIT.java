package dev.qemupod.supervisor.it;

import static dev.qemupod.supervisor.it.SupervisorProcess.await;
import static dev.qemupod.supervisor.it.SupervisorProcess.stub;
import static dev.qemupod.supervisor.it.SupervisorProcess.with;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The duties of PID 1, in a new process namespace, which needs root, and outside of one. */
class InitIT {
  private static final List<String> AS_PID_1 =
      List.of("unshare", "--pid", "--fork", "--mount-proc", "--kill-child");

  /** Signals 32 and 33 are glibc's own (nptl(7)); its posix_spawn ignores them in every child. */
  private static final long INTERNAL_TO_LIBC = 0x180000000L;

  /** Its number in Linux. */
  private static final int SIGCHLD = 17;

  private static final Duration GONE_WITHIN = Duration.ofSeconds(1);

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "exit=0, 80", "exit=3, 80", "signal=6, 80", "signal=9, 137",
    "'serve,exit=0', 81", "'serve,exit=3', 81", "'serve,signal=6', 134", "'serve,signal=11', 139"
  })
  void asPid1ItTellsHowQemuEnded(String words, int code) throws Exception {
    try (SupervisorProcess vm = SupervisorProcess.startUnder(AS_PID_1, stub(words))) {
      assertEquals(code, vm.awaitExit(), vm::story);
    }
  }

  @Test
  void asPid1ItWaitsForTenThousandOrphansAndForThoseOfKubectlExec() throws Exception {
    try (SupervisorProcess vm =
        SupervisorProcess.startUnder(AS_PID_1, stub("serve,orphans=10000"))) {
      vm.awaitConsole("ORPHANS 10000");
      vm.awaitLog("Health and metrics");
      awaitOrphans(vm, 10000);
      ProcessHandle supervisor = vm.supervisor();
      Process exec =
          new ProcessBuilder(
                  List.of(
                      "nsenter",
                      "--target",
                      Long.toString(supervisor.pid()),
                      "--pid",
                      "--mount",
                      "sh",
                      "-c",
                      "sh -c 'exit 3' & sh -c 'sh -c \"exit 4\" &' & exit 0"))
              .inheritIO()
              .start();
      assertEquals(0, exec.waitFor());
      awaitOrphans(vm, 10002);
      assertEquals(0, ProcessFacts.zombies(supervisor));
      vm.signal("TERM");
      assertEquals(0, vm.awaitExit(), vm::story);
    }
  }

  /** Without being PID 1 it is a subreaper: what qemu leaves behind comes to it all the same. */
  @Test
  void elsewhereItWaitsForTheOrphansOfItsQemu() throws Exception {
    try (SupervisorProcess vm = SupervisorProcess.start(stub("serve,orphans-later=500"))) {
      vm.awaitLog("Health and metrics");
      vm.awaitLog("The VM is running");
      awaitReaper(vm.supervisor());
      vm.type("");
      vm.awaitConsole("ORPHANS 500");
      awaitOrphans(vm, 500);
      assertEquals(0, ProcessFacts.zombies(vm.supervisor()));
      vm.signal("TERM");
      assertEquals(0, vm.awaitExit(), vm::story);
    }
  }

  /** Orphans that are left before go to PID 1. SIGCHLD is caught from when they come here. */
  private static void awaitReaper(ProcessHandle supervisor) {
    await(
        () -> Optional.of(true).filter(_ -> ProcessFacts.catches(supervisor, SIGCHLD)),
        "the reaper");
  }

  private static void awaitOrphans(SupervisorProcess vm, int atLeast) {
    await(() -> Optional.of(reaped(vm)).filter(count -> count >= atLeast), atLeast + " orphans");
  }

  private static double reaped(SupervisorProcess vm) {
    return vm.metric("qemu_supervisor_reaped_processes_total{kind=\"orphan\"} ");
  }

  @Test
  void killedAsPid1ItLeavesNoQemu() throws Exception {
    try (SupervisorProcess vm = SupervisorProcess.startUnder(AS_PID_1, stub("serve"))) {
      vm.awaitLog("The VM is running");
      assertQemuGoesWith(vm);
    }
  }

  @Test
  void killedElsewhereItLeavesNoQemu() throws Exception {
    try (SupervisorProcess vm = SupervisorProcess.start(stub("serve"))) {
      vm.awaitLog("The VM is running");
      assertQemuGoesWith(vm);
    }
  }

  private static void assertQemuGoesWith(SupervisorProcess vm) throws Exception {
    long qemu = vm.qemuPid();
    vm.supervisor().destroyForcibly();
    Instant deadline = Instant.now().plus(GONE_WITHIN);
    await(
        () -> Optional.of(true).filter(any -> ended(qemu) || Instant.now().isAfter(deadline)),
        "the end of qemu");
    assertTrue(ended(qemu), "qemu outlives its supervisor");
  }

  /** A zombie has ended: whoever inherited it has only not waited for it yet. */
  private static boolean ended(long pid) {
    return ProcessFacts.state(pid).filter(state -> state != 'Z').isEmpty();
  }

  /** What timeout(1) does, and a terminal at Ctrl-C. */
  @ParameterizedTest
  @CsvSource({"TERM", "INT", "HUP"})
  void aSignalToTheWholeGroupDoesNotReachQemu(String signal) throws Exception {
    try (SupervisorProcess vm = SupervisorProcess.startUnder(List.of("setsid"), stub("serve"))) {
      vm.awaitLog("The VM is running");
      assertEquals(
          Long.toString(vm.qemuPid()), ProcessFacts.session(vm.qemuPid()), "qemu's session");
      vm.signalGroup(signal);
      assertEquals(0, vm.awaitExit(), vm::story);
      assertFalse(vm.console().contains("SIGNAL"), vm::story);
      assertTrue(vm.lastLogLine().contains("The guest shut down as it was asked to."), vm::story);
    }
  }

  @Test
  void nothingLeaksIntoQemu() throws Exception {
    Map<String, String> secrets =
        Map.of("DATABASE_PASSWORD", "s3cret", "QEMU_HOSTNAME", "vm-1", "LD_PRELOAD_NOT", "x");
    List<String> withSignals = List.of("env", "--ignore-signal=CHLD", "--block-signal=USR2");
    try (SupervisorProcess vm =
        SupervisorProcess.startUnder(withSignals, with(stub("idle"), secrets))) {
      vm.awaitConsole("STUB-IDLE");
      vm.awaitLog("Health and metrics");
      ProcessHandle qemu = vm.qemu();
      assertEquals(
          Map.of(0, "pipe", 1, "pipe", 2, "pipe"), ProcessFacts.descriptors(qemu), vm::story);
      assertEquals("0000000000000000", ProcessFacts.status(qemu, "SigBlk"));
      long ignored = Long.parseUnsignedLong(ProcessFacts.status(qemu, "SigIgn"), 16);
      assertEquals(0, ignored & ~INTERNAL_TO_LIBC);
      assertEquals(List.of("PATH"), ProcessFacts.variables(qemu));
    }
  }

  @Test
  void noSecretLeaksIntoQemuImg() throws Exception {
    Path variables = folder.resolve("variables");
    Path program =
        Files.writeString(
            folder.resolve("qemu-img"),
            "#!/bin/sh\ntr '\\0' '\\n' </proc/$$/environ >"
                + variables
                + "\nexec /usr/bin/qemu-img \"$@\"\n");
    assertTrue(program.toFile().setExecutable(true));
    Map<String, String> disk =
        Map.of(
            "PATH",
            folder + ":" + System.getenv("PATH"),
            "DATABASE_PASSWORD",
            "s3cret",
            "QEMU_HDA",
            folder.resolve("disk.qcow2").toString(),
            "QEMU_HDA_SIZE",
            "1Mi");
    try (SupervisorProcess vm = SupervisorProcess.start(with(stub("serve"), disk))) {
      vm.awaitLog("The VM is running");
      assertEquals(
          List.of("PATH=" + folder + ":" + System.getenv("PATH")), Files.readAllLines(variables));
      vm.terminate();
      assertEquals(0, vm.awaitExit(), vm::story);
    }
  }

  /** In a job of its own, below a shell: TSTP stops no group that nobody could continue. */
  @ParameterizedTest
  @ValueSource(strings = {"STOP", "TSTP"})
  void aStoppedSupervisorStopsNeitherQemuNorItsOwnHealthForLong(String signal) throws Exception {
    List<String> asJob = List.of("bash", "-c", "set -m; \"$@\" & wait -f \"$!\"", "bash");
    try (SupervisorProcess vm = SupervisorProcess.startUnder(asJob, stub("serve"))) {
      vm.awaitLog("The VM is running");
      vm.awaitLog("Health and metrics");
      vm.signal(signal);
      awaitState(vm.supervisor(), 'T');
      assertEquals(Optional.of('S'), ProcessFacts.state(vm.qemuPid()), "qemu's state");
      vm.signal("CONT");
      assertEquals(200, vm.get("/livez").statusCode(), vm::story);
      vm.signal("TERM");
      assertEquals(0, vm.awaitExit(), vm::story);
    }
  }

  private static void awaitState(ProcessHandle process, char state) {
    await(
        () -> ProcessFacts.state(process.pid()).filter(now -> now == state), "the state " + state);
  }

  /** A broken image: a library of the metrics, which are loaded once qemu runs, is not there. */
  @Test
  void aFaultOfTheSupervisorItselfEndsWith1AndTakesQemuAlong() throws Exception {
    List<String> command = new ArrayList<>(SupervisorProcess.command());
    StringBuilder classPath = new StringBuilder("target/classes");
    try (DirectoryStream<Path> jars = Files.newDirectoryStream(Path.of("target", "lib"))) {
      for (Path jar : jars) {
        if (!jar.getFileName().toString().startsWith("micrometer")) {
          classPath.append(':').append(jar);
        }
      }
    }
    command.set(command.indexOf("-cp") + 1, classPath.toString());
    try (SupervisorProcess vm = SupervisorProcess.startCommand(command, stub("serve"))) {
      long qemu = vm.qemuPid();
      assertEquals(1, vm.awaitExit(), vm::story);
      assertTrue(vm.lastLogLine().contains("micrometer"), vm::story);
      assertTrue(ended(qemu), "qemu outlives its supervisor");
    }
  }

  @Test
  void aTermWhileTheConfigurationIsReadStartsNothing() throws Exception {
    Path ignition = folder.resolve("config.ign");
    assertEquals(0, new ProcessBuilder("mkfifo", ignition.toString()).start().waitFor());
    Path disk = folder.resolve("disk.qcow2");
    Map<String, String> variables =
        Map.of(
            "QEMU_IGNITION_FILE",
            ignition.toString(),
            "QEMU_HDA",
            disk.toString(),
            "QEMU_HDA_SIZE",
            "1Mi");
    try (SupervisorProcess vm =
        SupervisorProcess.startUnder(AS_PID_1, with(stub("serve"), variables))) {
      // Opening it takes until the supervisor opens it too.
      try (OutputStream config = Files.newOutputStream(ignition)) {
        vm.signal("TERM");
        // The thread dump comes from the thread that takes signals, one after the other.
        vm.signal("QUIT");
        vm.awaitConsole("Full thread dump");
        config.write("{\"ignition\":{\"version\":\"3.4.0\"}}".getBytes(StandardCharsets.UTF_8));
      }
      assertEquals(0, vm.awaitExit(), vm::story);
      assertFalse(vm.console().contains("STUB-READY"), vm::story);
      assertTrue(vm.lastLogLine().contains("SIGTERM"), vm::story);
      assertTrue(Files.notExists(disk), "a disk was made for a pod that is being stopped");
    }
  }
}
