package dev.qemupod.supervisor.host;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.qemupod.supervisor.config.Arch;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;

/**
 * The three system calls that tell whether KVM works, made through java.lang.foreign.
 *
 * <p>Not through JNR, which takes four times as long to start and is process's own. Request numbers
 * are those of include/uapi/linux/kvm.h; their meaning is in Documentation/virt/kvm/api.rst.
 */
final class KvmDevice implements AutoCloseable {
  private static final int O_RDWR = 2;
  private static final int O_CLOEXEC = 02000000;
  private static final long KVM_GET_API_VERSION = 0xAE00;
  private static final long KVM_CREATE_VM = 0xAE01;
  private static final long KVM_CHECK_EXTENSION = 0xAE03;
  private static final long KVM_CAP_ARM_VM_IPA_SIZE = 165;

  /** "Applications should refuse to run if KVM_GET_API_VERSION returns a value other than 12." */
  private static final int API_VERSION = 12;

  private static final int EINTR = 4;

  private static final StructLayout CALL_STATE = Linker.Option.captureStateLayout();
  private static final long ERRNO_OFFSET =
      CALL_STATE.byteOffset(MemoryLayout.PathElement.groupElement("errno"));

  private final Arena arena = Arena.ofConfined();
  private final MemorySegment callState = arena.allocate(CALL_STATE);
  private final MethodHandle open;
  private final MethodHandle ioctl;
  private final MethodHandle close;

  @SuppressWarnings("restricted") // the signatures below are those of the C functions
  private KvmDevice() {
    Linker linker = Linker.nativeLinker();
    Linker.Option errno = Linker.Option.captureCallState("errno");
    open =
        linker.downcallHandle(
            linker.defaultLookup().findOrThrow("open"),
            FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT),
            errno,
            Linker.Option.firstVariadicArg(2));
    ioctl =
        linker.downcallHandle(
            linker.defaultLookup().findOrThrow("ioctl"),
            FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG),
            errno,
            Linker.Option.firstVariadicArg(2));
    close =
        linker.downcallHandle(
            linker.defaultLookup().findOrThrow("close"), FunctionDescriptor.of(JAVA_INT, JAVA_INT));
  }

  /** What became of the attempt. */
  sealed interface Outcome {
    /** A VM was created, and closed again. */
    record Created() implements Outcome {}

    /** open(2) failed. */
    record NotOpened(Errno errno) implements Outcome {}

    /** The API is not the one that has been stable since Linux 2.6.22. */
    record WrongVersion(long version) implements Outcome {}

    /** An ioctl(2) failed. */
    record CallFailed(String call, Errno errno) implements Outcome {}
  }

  /** Opens the device, asks for its version, creates a VM, and closes both. */
  static Outcome tryCreateVirtualMachine(Path path, Arch guest) {
    try (KvmDevice device = new KvmDevice()) {
      int descriptor = device.open(path);
      if (descriptor < 0) {
        return new Outcome.NotOpened(device.errno());
      }
      try {
        return device.attempt(descriptor, guest);
      } finally {
        device.close(descriptor);
      }
    }
  }

  @Override
  public void close() {
    arena.close();
  }

  private Outcome attempt(int descriptor, Arch guest) {
    int version = ioctl(descriptor, KVM_GET_API_VERSION, 0);
    if (version < 0) {
      return new Outcome.CallFailed("KVM_GET_API_VERSION", errno());
    }
    if (version != API_VERSION) {
      return new Outcome.WrongVersion(version);
    }
    int machine = ioctl(descriptor, KVM_CREATE_VM, machineType(descriptor, guest));
    if (machine < 0) {
      return new Outcome.CallFailed("KVM_CREATE_VM", errno());
    }
    close(machine);
    return new Outcome.Created();
  }

  /** On Arm the type is the address size, and the default of 40 bits fails on smaller hosts. */
  private long machineType(int descriptor, Arch guest) {
    return switch (guest) {
      case X86_64 -> 0;
      case AARCH64 -> Math.max(0, ioctl(descriptor, KVM_CHECK_EXTENSION, KVM_CAP_ARM_VM_IPA_SIZE));
    };
  }

  private int open(Path path) {
    try {
      MemorySegment name = arena.allocateFrom(path.toString());
      return (int) open.invokeExact(callState, name, O_RDWR | O_CLOEXEC, 0);
    } catch (Throwable failure) {
      throw unexpected("open", failure);
    }
  }

  /** Again when a signal came in between, as qemu does (accel/kvm/kvm-all.c). */
  private int ioctl(int descriptor, long request, long argument) {
    try {
      int result;
      do {
        result = (int) ioctl.invokeExact(callState, descriptor, request, argument);
      } while (result < 0 && callState.get(JAVA_INT, ERRNO_OFFSET) == EINTR);
      return result;
    } catch (Throwable failure) {
      throw unexpected("ioctl", failure);
    }
  }

  private void close(int descriptor) {
    try {
      int _ = (int) close.invokeExact(descriptor);
    } catch (Throwable failure) {
      throw unexpected("close", failure);
    }
  }

  private Errno errno() {
    return Errno.of(callState.get(JAVA_INT, ERRNO_OFFSET));
  }

  /** A method handle's signature says Throwable, but a downcall of a C function throws nothing. */
  private static IllegalStateException unexpected(String function, Throwable failure) {
    return new IllegalStateException("calling " + function + " failed", failure);
  }
}
