package dev.qemupod.supervisor.config;

/**
 * Something the user must change before the VM can start.
 *
 * @param variable the variable at fault, or what stands for it ({@code container arguments})
 * @param message one sentence shape: what it must be, what it was, and the fix
 */
public record Problem(String variable, String message) {
  @Override
  public String toString() {
    return variable + " " + message;
  }
}
