package dev.qemupod.supervisor.lifecycle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.qemupod.supervisor.config.AcceleratorChoice;
import dev.qemupod.supervisor.host.KvmStatus;
import dev.qemupod.supervisor.sizing.Accelerator;
import org.junit.jupiter.api.Test;

class AcceleratorPolicyTest {
  private static final KvmStatus USABLE = new KvmStatus.Usable("/dev/kvm opens", "");
  private static final KvmStatus ABSENT =
      new KvmStatus.Absent("/dev/kvm is absent", "ask for devices.kubevirt.io/kvm");
  private static final KvmStatus FORBIDDEN =
      new KvmStatus.NoPermission(108, "/dev/kvm may not be opened", "supplementalGroups: [108]");

  @Test
  void autoTakesKvmWhereItOpens() throws EndingException {
    AcceleratorDecision decision = AcceleratorPolicy.decide(AcceleratorChoice.AUTO, () -> USABLE);

    assertEquals(Accelerator.KVM, decision.accelerator());
    assertEquals("KVM, because /dev/kvm opens", decision.reason());
  }

  @Test
  void autoFallsBackToTcgAndSaysWhyAndWhatToDo() throws EndingException {
    AcceleratorDecision decision =
        AcceleratorPolicy.decide(AcceleratorChoice.AUTO, () -> FORBIDDEN);

    assertEquals(Accelerator.TCG, decision.accelerator());
    assertEquals("TCG, because /dev/kvm may not be opened", decision.reason());
    assertEquals("supplementalGroups: [108]", decision.advice());
  }

  @Test
  void tcgIsTakenEvenWhereKvmWorks() throws EndingException {
    assertEquals(
        Accelerator.TCG,
        AcceleratorPolicy.decide(AcceleratorChoice.TCG, () -> USABLE).accelerator());
  }

  @Test
  void kvmWithoutADeviceIsAMissingFacility() {
    EndingException refused =
        assertThrows(
            EndingException.class,
            () -> AcceleratorPolicy.decide(AcceleratorChoice.KVM, () -> ABSENT));

    assertEquals(69, refused.ending().code());
    assertEquals(
        "QEMU_ACCEL must be one the host can give, but was \"kvm\" and /dev/kvm is absent; ask for"
            + " devices.kubevirt.io/kvm; or set QEMU_ACCEL=auto to fall back to TCG.",
        refused.ending().message());
  }

  @Test
  void kvmWithoutPermissionIsAPermissionProblem() {
    EndingException refused =
        assertThrows(
            EndingException.class,
            () -> AcceleratorPolicy.decide(AcceleratorChoice.KVM, () -> FORBIDDEN));

    assertEquals(77, refused.ending().code());
  }

  @Test
  void aBrokenKvmIsToldInQemusWords() {
    AcceleratorDecision decision = AcceleratorPolicy.afterKvmDied("failed to set MSR 0x10a");

    assertTrue(decision.fellBack());
    assertTrue(decision.reason().endsWith("qemu died under KVM: failed to set MSR 0x10a"));
  }
}
