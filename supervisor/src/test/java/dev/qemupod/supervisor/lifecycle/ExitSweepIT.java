package dev.qemupod.supervisor.lifecycle;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.qemupod.supervisor.process.StubQemu;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Every way in which a process can end, before and after QMP was there. */
@Timeout(120)
class ExitSweepIT {
  private static final int ABRT = 6;

  /** Those that stop or do nothing, and the two that the C library keeps to itself. */
  private static final List<Integer> NOT_DEADLY = List.of(17, 18, 19, 20, 21, 22, 23, 28, 32, 33);

  @TempDir Path folder;

  @Test
  void everyExitBeforeQmpIsAFailedStart() throws Exception {
    Map<String, Integer> wrong = new TreeMap<>();
    for (int code = 0; code <= 255; code++) {
      check("exit=" + code, readsAsSignal(code) && code != 128 + ABRT ? code : 80, wrong);
    }
    assertEquals(Map.of(), wrong);
  }

  @Test
  void everyExitAfterQmpThatNobodyAskedForIsACrash() throws Exception {
    Map<String, Integer> wrong = new TreeMap<>();
    for (int code = 0; code <= 255; code++) {
      check("serve,exit=" + code, readsAsSignal(code) ? code : 81, wrong);
    }
    assertEquals(Map.of(), wrong);
  }

  @Test
  void everyDeadlySignalIsToldAs128AndItsNumber() throws Exception {
    Map<String, Integer> wrong = new TreeMap<>();
    for (int signal : deadlySignals()) {
      check("signal=" + signal, signal == ABRT ? 80 : 128 + signal, wrong);
      check("serve,signal=" + signal, 128 + signal, wrong);
    }
    assertEquals(Map.of(), wrong);
  }

  private static int[] deadlySignals() {
    return IntStream.rangeClosed(1, 64).filter(signal -> !NOT_DEADLY.contains(signal)).toArray();
  }

  /** Java tells an exit with 128+N and a death by signal N apart no more than a shell does. */
  private static boolean readsAsSignal(int code) {
    return code > 128 && code <= 128 + 64;
  }

  private void check(String words, int expected, Map<String, Integer> wrong) throws Exception {
    Path own = Files.createTempDirectory(folder, "run");
    Path socket = own.resolve("qmp.sock");
    List<String> command =
        List.of(
            StubQemu.path().toString(),
            "-qmp",
            "unix:" + socket + ",server=on,wait=off",
            "-stub",
            words);
    try (StubbedSupervisor supervisor =
        new StubbedSupervisor(Map.of(), own, Duration.ofSeconds(60), command)) {
      int code = supervisor.awaitEnding().code();
      if (code != expected) {
        wrong.put(words, code);
      }
    }
  }
}
