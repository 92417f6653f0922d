package dev.qemupod.supervisor.process;

import java.util.Locale;
import java.util.Optional;
import jnr.constants.platform.Errno;
import jnr.ffi.LibraryLoader;
import jnr.ffi.Platform;
import jnr.posix.POSIX;
import jnr.posix.POSIXFactory;
import jnr.posix.UnixLibC;

/**
 * The system calls that Java does not offer.
 *
 * <p>Loading it takes 150 to 700 ms, so it happens after qemu was spawned, off the main thread.
 */
public final class Posix {
  /** wait.h, the same on all architectures of Linux. */
  private static final int WNOHANG = 1;

  private static final int WEXITED = 4;
  private static final int WNOWAIT = 0x01000000;
  private static final int P_ALL = 0;

  /** siginfo_t is 128 bytes, and si_pid stands at byte 16 on all 64-bit architectures. */
  private static final int SIGINFO_INTS = 32;

  private static final int SI_PID = 4;

  /** linux/prctl.h. */
  private static final int PR_SET_CHILD_SUBREAPER = 36;

  private final POSIX posix;
  private final UnixLibC libc;
  private final ChildWait childWait;
  private final SystemCalls systemCalls;

  private Posix(POSIX posix, UnixLibC libc, ChildWait childWait, SystemCalls systemCalls) {
    this.posix = posix;
    this.libc = libc;
    this.childWait = childWait;
    this.systemCalls = systemCalls;
  }

  /**
   * System call numbers, by architecture: arch/x86/entry/syscalls/syscall_64.tbl and
   * include/uapi/asm-generic/unistd.h.
   */
  private record SystemCalls(int exitGroup, int prctl, int getpid) {
    static Optional<SystemCalls> of(String architecture) {
      return switch (architecture.toLowerCase(Locale.ROOT)) {
        case "amd64", "x86_64" -> Optional.of(new SystemCalls(231, 157, 39));
        case "aarch64", "arm64", "riscv64" -> Optional.of(new SystemCalls(94, 167, 172));
        default -> Optional.empty();
      };
    }
  }

  /**
   * Loads the native library.
   *
   * @throws PosixUnavailable if it cannot be loaded, for example from a noexec /tmp
   */
  public static Posix load() throws PosixUnavailable {
    String architecture = System.getProperty("os.arch", "");
    SystemCalls systemCalls =
        SystemCalls.of(architecture)
            .orElseThrow(
                () -> new PosixUnavailable("system calls of " + architecture + " are unknown"));
    try {
      POSIX posix = POSIXFactory.getNativePOSIX();
      if (posix.isNative() && posix.libc() instanceof UnixLibC libc) {
        ChildWait childWait =
            LibraryLoader.create(ChildWait.class)
                .load(Platform.getNativePlatform().getStandardCLibraryName());
        // The image looks functions up when they are first called: exitNow has no time for it.
        libc.syscall(systemCalls.getpid(), 0);
        return new Posix(posix, libc, childWait, systemCalls);
      }
    } catch (RuntimeException | LinkageError failure) {
      throw new PosixUnavailable(String.valueOf(failure.getMessage()), failure);
    }
    throw new PosixUnavailable("jnr-posix has no native implementation here");
  }

  /** What jnr-posix lacks; public because jnr-ffi implements it by a class of its own. */
  public interface ChildWait {
    /** waitid(2). */
    int waitid(int idType, int id, int[] info, int options);
  }

  /**
   * A child that has ended and that nobody has waited for, which it stays; 0 if there is none. So
   * the number of living children costs next to nothing, and each ended one is found once.
   */
  long ended() {
    int[] info = new int[SIGINFO_INTS];
    int result;
    do {
      result = childWait.waitid(P_ALL, 0, info, WEXITED | WNOHANG | WNOWAIT);
    } while (result < 0 && posix.errno() == Errno.EINTR.intValue());
    return result < 0 ? 0 : info[SI_PID];
  }

  /** waitpid(2) without hanging, for one child. */
  WaitResult reap(long pid) {
    int[] status = new int[1];
    int result;
    do {
      result = posix.waitpid(pid, status, WNOHANG);
    } while (result < 0 && posix.errno() == Errno.EINTR.intValue());
    if (result == 0) {
      return WaitResult.RUNNING;
    }
    return result < 0 ? WaitResult.NOT_A_CHILD : WaitResult.REAPED;
  }

  /** What became of a child that was asked for. */
  enum WaitResult {
    RUNNING,
    REAPED,
    NOT_A_CHILD
  }

  /** kill(2); false if there is no such process or it may not be signalled. */
  public boolean kill(long pid, int signal) {
    return posix.kill(pid, signal) == 0;
  }

  /** getpid(2). */
  public long pid() {
    return posix.getpid();
  }

  /**
   * Makes orphans of this process's descendants its own children, as PID 1's are (prctl(2)).
   *
   * @return whether the kernel did
   */
  boolean becomeSubreaper() {
    return libc.syscall(systemCalls.prctl(), PR_SET_CHILD_SUBREAPER, 1, 0) == 0;
  }

  /**
   * Ends this process without any work by the JVM. {@code Runtime.halt} waits up to 300 ms for
   * threads inside native calls, such as one blocked reading stdin. Flush before.
   */
  void exitNow(int status) {
    libc.syscall(systemCalls.exitGroup(), status);
  }
}
