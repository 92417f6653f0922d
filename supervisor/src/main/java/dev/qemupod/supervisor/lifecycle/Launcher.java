package dev.qemupod.supervisor.lifecycle;

/** Plans a start of qemu; asked again when KVM turned out to be broken. */
@FunctionalInterface
public interface Launcher {
  /**
   * The plan for an accelerator; under TCG the guest is smaller, because the translation cache
   * needs memory too.
   *
   * @throws EndingException if no such VM fits into the pod
   */
  LaunchPlan plan(AcceleratorDecision accelerator) throws EndingException;
}
