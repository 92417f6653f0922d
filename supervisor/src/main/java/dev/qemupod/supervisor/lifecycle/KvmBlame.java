package dev.qemupod.supervisor.lifecycle;

import dev.qemupod.supervisor.process.ExitStatus;
import java.util.List;
import java.util.Locale;

/**
 * Decides whether KVM is to blame for a qemu that died at its start.
 *
 * <p>A device that opens may still not run VMs: {@code KVM_CREATE_VM} is refused, or qemu aborts on
 * the first MSR it can not set. A bad argument must not be blamed on KVM, though: it would only
 * fail again under TCG, with a misleading log.
 */
final class KvmBlame {
  private static final int ILL = 4;
  private static final int ABRT = 6;
  private static final int SEGV = 11;

  private KvmBlame() {}

  /** Whether a start under KVM that ended like this should be tried again under TCG. */
  static boolean blamed(ExitStatus status, List<String> stderr) {
    return switch (status) {
      case ExitStatus.Signalled(int signal) ->
          signal == ABRT || signal == SEGV || signal == ILL || mentionsKvm(stderr);
      case ExitStatus.Exited(int code) -> code != 0 && mentionsKvm(stderr);
    };
  }

  private static boolean mentionsKvm(List<String> stderr) {
    for (String line : stderr) {
      if (line.toLowerCase(Locale.ROOT).contains("kvm")) {
        return true;
      }
    }
    return false;
  }
}
