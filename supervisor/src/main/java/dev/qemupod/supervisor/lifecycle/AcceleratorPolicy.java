package dev.qemupod.supervisor.lifecycle;

import dev.qemupod.supervisor.config.AcceleratorChoice;
import dev.qemupod.supervisor.host.KvmStatus;
import dev.qemupod.supervisor.sizing.Accelerator;
import java.util.function.Supplier;

/** Chooses the accelerator from what was asked for and what {@code /dev/kvm} is. */
public final class AcceleratorPolicy {
  private AcceleratorPolicy() {}

  /**
   * The decision before qemu's first start.
   *
   * @param look looks at KVM, which takes time; not called if TCG is asked for
   * @throws EndingException if KVM is demanded and can not be had: 77 without permission, else 69
   */
  public static AcceleratorDecision decide(AcceleratorChoice choice, Supplier<KvmStatus> look)
      throws EndingException {
    return switch (choice) {
      case TCG ->
          new AcceleratorDecision(
              Accelerator.TCG, "TCG, because QEMU_ACCEL=tcg asks for it", "", false);
      case AUTO -> {
        KvmStatus kvm = look.get();
        yield kvm instanceof KvmStatus.Usable
            ? new AcceleratorDecision(Accelerator.KVM, "KVM, because " + kvm.reason(), "", false)
            : new AcceleratorDecision(
                Accelerator.TCG, "TCG, because " + kvm.reason(), kvm.advice(), false);
      }
      case KVM -> {
        KvmStatus kvm = look.get();
        if (kvm instanceof KvmStatus.Usable) {
          yield new AcceleratorDecision(
              Accelerator.KVM, "KVM, because QEMU_ACCEL=kvm asks for it", "", false);
        }
        throw refused(kvm);
      }
    };
  }

  /** The decision after qemu died under KVM: TCG, with qemu's own words. */
  public static AcceleratorDecision afterKvmDied(String lastWords) {
    return new AcceleratorDecision(
        Accelerator.TCG,
        "TCG, because /dev/kvm is present but broken: qemu died under KVM: " + lastWords,
        "set QEMU_ACCEL=tcg to skip the try, or run on a node whose KVM works",
        true);
  }

  private static EndingException refused(KvmStatus kvm) {
    ExitCode code =
        kvm instanceof KvmStatus.NoPermission ? ExitCode.PERMISSION : ExitCode.UNAVAILABLE;
    String advice = kvm.advice().isEmpty() ? "" : "; " + kvm.advice();
    return new EndingException(
        Ending.beforeQemu(
            code,
            "KvmUnavailable",
            "QEMU_ACCEL must be one the host can give, but was \"kvm\" and "
                + kvm.reason()
                + advice
                + "; or set QEMU_ACCEL=auto to fall back to TCG."));
  }
}
