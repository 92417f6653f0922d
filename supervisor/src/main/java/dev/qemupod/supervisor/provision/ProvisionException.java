package dev.qemupod.supervisor.provision;

import dev.qemupod.supervisor.config.Problem;

/** What the guest is provisioned with has become unusable since it was checked. */
public final class ProvisionException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient Problem problem;

  ProvisionException(Problem problem) {
    super(problem.toString());
    this.problem = problem;
  }

  /** What is wrong. */
  public Problem problem() {
    return problem;
  }
}
