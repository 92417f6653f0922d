package dev.qemupod.supervisor.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.qemupod.supervisor.config.LifecycleConfig.EndPolicy;
import dev.qemupod.supervisor.config.LifecycleConfig.RebootPolicy;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** How the VM may end and when it is ready. */
class LifecycleInputTest {
  @TempDir private Path directory;

  static Stream<BadInput> badInputs() {
    return BadInput.of("lifecycle");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("badInputs")
  void badInputIsExplained(BadInput input) throws IOException {
    input.check(directory);
  }

  @ParameterizedTest(name = "{0} is {1}")
  @CsvSource({
    "50s,PT50S",
    "50,PT50S",
    "1,PT1S",
    "2m,PT2M",
    "1m30s,PT1M30S",
    "1h,PT1H",
    "24h,PT24H",
    "1h2m3s4ms,PT1H2M3.004S",
    "1500ms,PT1.5S",
    "90s,PT1M30S",
    "0m5s,PT5S"
  })
  void timesAreRead(String text, String duration) {
    assertEquals(
        Duration.parse(duration),
        Reading.config("QEMU_SHUTDOWN_TIMEOUT=" + text).lifecycle().shutdownTimeout());
  }

  @Test
  void policiesAreRead() {
    LifecycleConfig config =
        Reading.config(
                "QEMU_ON_POWEROFF=restart",
                "QEMU_ON_REBOOT=exit",
                "QEMU_ON_PANIC=Restart",
                "QEMU_ON_CRASH=restart")
            .lifecycle();
    assertEquals(EndPolicy.RESTART, config.onPoweroff());
    assertEquals(RebootPolicy.EXIT, config.onReboot());
    assertEquals(EndPolicy.RESTART, config.onPanic());
    assertEquals(EndPolicy.RESTART, config.onCrash());
  }

  @Test
  void gatesAreRead() {
    assertEquals(new ReadyGate.Running(), gate("running"));
    assertEquals(new ReadyGate.Agent(), gate("agent"));
    assertEquals(new ReadyGate.Ssh(22), gate("ssh:22"));
    assertEquals(new ReadyGate.Tcp(2375), gate("tcp:2375"));
    assertEquals(new ReadyGate.Http(8080, "/"), gate("http:8080"));
    assertEquals(new ReadyGate.Http(8080, "/a/b?c=d:e"), gate("http:8080/a/b?c=d:e"));
  }

  @Test
  void aConsoleGateKeepsItsExpression() {
    ReadyGate.Console gate = (ReadyGate.Console) gate("console:^(login|ready): +$");
    assertEquals("^(login|ready): +$", gate.pattern().pattern());
  }

  private static ReadyGate gate(String text) {
    return Reading.config("QEMU_READY=" + text, "QEMU_PORTS=2375 8080:80/tcp").lifecycle().ready();
  }
}
