package dev.qemupod.supervisor.lifecycle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.qemupod.supervisor.config.Arch;
import dev.qemupod.supervisor.config.EnvReader;
import dev.qemupod.supervisor.config.HostFacts;
import dev.qemupod.supervisor.config.VmConfig;
import dev.qemupod.supervisor.lifecycle.RunEnd.StopRequest;
import dev.qemupod.supervisor.process.ExitStatus;
import dev.qemupod.supervisor.sizing.Accelerator;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AftermathTest {
  private static final Duration SHORT = Duration.ofSeconds(1);
  private static final ExitStatus ZERO = new ExitStatus.Exited(0);
  private static final ExitStatus ABRT = new ExitStatus.Signalled(6);
  private static final List<String> MSR = List.of("failed to set MSR 0x10a to 0x69");

  @ParameterizedTest
  @CsvSource({
    "QEMU_ON_POWEROFF, guest-shutdown, poweroff",
    "QEMU_ON_PANIC, guest-panic, panic",
    "QEMU_ON_CRASH, host-signal, crash"
  })
  void eachPolicyStartsTheVmAgain(String variable, String cause, String reason) {
    RunEnd end = end(ZERO, true, cause, List.of());

    Aftermath.Next next = after(config(Map.of(variable, "restart")), end, Accelerator.TCG, false);

    assertEquals(new Aftermath.Next.Again(Duration.ofSeconds(1), reason), next);
  }

  @ParameterizedTest
  @CsvSource({"guest-shutdown, 0", "guest-panic, 82", "host-signal, 81", "guest-reset, 84"})
  void withoutAPolicyTheSupervisorEnds(String cause, int code) {
    Aftermath.Next next =
        after(config(Map.of()), end(ZERO, true, cause, List.of()), Accelerator.TCG, false);

    assertEquals(code, assertInstanceOf(Aftermath.Next.End.class, next).ending().code());
  }

  @Test
  void aQemuThatCrashesAgainAndAgainIsGivenUpWithItsLastCode() {
    Aftermath aftermath = new Aftermath(config(Map.of("QEMU_ON_CRASH", "restart")));
    RunEnd crash = end(new ExitStatus.Signalled(11), true, "", List.of());
    for (int seconds = 1; seconds <= 8; seconds *= 2) {
      assertEquals(
          new Aftermath.Next.Again(Duration.ofSeconds(seconds), "crash"),
          aftermath.of(crash, RunEndJudge.judge(crash), Accelerator.TCG, SHORT, false));
    }
    RunEnd last = end(new ExitStatus.Signalled(6), true, "", List.of());

    Ending ending =
        assertInstanceOf(
                Aftermath.Next.End.class,
                aftermath.of(last, RunEndJudge.judge(last), Accelerator.TCG, SHORT, false))
            .ending();

    assertEquals(134, ending.code());
    assertTrue(ending.message().contains("QEMU_ON_CRASH=restart gives up"), ending.message());
  }

  @Test
  void aCrashNowAndThenIsStartedAgainForEver() {
    Aftermath aftermath = new Aftermath(config(Map.of("QEMU_ON_CRASH", "restart")));
    RunEnd crash = end(new ExitStatus.Exited(1), true, "", List.of());
    for (int hour = 0; hour < 100; hour++) {
      assertEquals(
          new Aftermath.Next.Again(Duration.ofSeconds(1), "crash"),
          aftermath.of(
              crash, RunEndJudge.judge(crash), Accelerator.TCG, Duration.ofHours(1), false));
    }
  }

  @Test
  void nothingIsStartedWhileThePodIsBeingStopped() {
    VmConfig config = config(Map.of("QEMU_ON_CRASH", "restart", "QEMU_ON_POWEROFF", "restart"));

    assertInstanceOf(
        Aftermath.Next.End.class,
        after(config, end(ZERO, true, "guest-shutdown", List.of()), Accelerator.TCG, true));
    assertInstanceOf(
        Aftermath.Next.End.class, after(config, end(ABRT, false, "", MSR), Accelerator.KVM, true));
  }

  @Test
  void aQemuThatDiesUnderKvmIsTriedUnderTcg() {
    Aftermath.Next next =
        after(config(Map.of()), end(ABRT, false, "", MSR), Accelerator.KVM, false);

    AcceleratorDecision decision = assertInstanceOf(Aftermath.Next.FallBack.class, next).decision();
    assertEquals(Accelerator.TCG, decision.accelerator());
    assertTrue(decision.reason().contains("0x10a"), decision.reason());
  }

  @Test
  void underTcgThereIsNothingToFallBackTo() {
    assertInstanceOf(
        Aftermath.Next.End.class,
        after(config(Map.of()), end(ABRT, false, "", MSR), Accelerator.TCG, false));
  }

  @Test
  void aDemandedKvmIsNotReplaced() {
    VmConfig config = config(Map.of("QEMU_ACCEL", "kvm"));

    Aftermath.Next next = after(config, end(ABRT, false, "", MSR), Accelerator.KVM, false);

    assertEquals(80, assertInstanceOf(Aftermath.Next.End.class, next).ending().code());
  }

  @Test
  void aLaterDeathIsNotBlamedOnKvm() {
    RunEnd end = end(ABRT, true, "", MSR);

    Aftermath.Next next =
        new Aftermath(config(Map.of()))
            .of(end, RunEndJudge.judge(end), Accelerator.KVM, Aftermath.KVM_TRIAL, false);

    assertEquals(134, assertInstanceOf(Aftermath.Next.End.class, next).ending().code());
  }

  private static Aftermath.Next after(
      VmConfig config, RunEnd end, Accelerator accelerator, boolean stopRequested) {
    return new Aftermath(config).of(end, RunEndJudge.judge(end), accelerator, SHORT, stopRequested);
  }

  private static RunEnd end(ExitStatus status, boolean qmp, String cause, List<String> stderr) {
    Optional<String> shutdown = cause.isEmpty() ? Optional.empty() : Optional.of(cause);
    return new RunEnd(
        status,
        qmp,
        shutdown,
        false,
        StopRequest.NONE,
        false,
        new Freeze.NotAsked(),
        "running",
        stderr);
  }

  private static VmConfig config(Map<String, String> environment) {
    return new EnvReader(new HostFacts(Arch.X86_64, "vm", 0))
        .read(environment, List.of())
        .config()
        .orElseThrow();
  }
}
