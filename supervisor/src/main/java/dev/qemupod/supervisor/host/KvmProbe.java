package dev.qemupod.supervisor.host;

import dev.qemupod.supervisor.config.Arch;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * Tells whether KVM can run the guest.
 *
 * <p>Two depths: the quick look before the first spawn costs two system calls and no native access;
 * the full probe creates a VM through the foreign function interface, whose start costs more than
 * the whole way to the spawn, and so is for {@code plan}, {@code check} and for telling why qemu
 * died under KVM.
 */
public final class KvmProbe {
  /** The first CPU's flags are within this; the rest of the file grows with the node. */
  private static final int FIRST_CPU_BYTES = 8192;

  private final SmallFiles files;
  private final String hostName;

  /**
   * A probe of this host.
   *
   * @param root {@code /} in production; where {@code proc} is
   * @param hostArchitecture as Java's {@code os.arch} names it
   */
  public KvmProbe(Path root, String hostArchitecture) {
    this.files = new SmallFiles(root);
    // Java and Kubernetes differ in one name.
    this.hostName = hostArchitecture.equals("aarch64") ? "arm64" : hostArchitecture;
  }

  /** Whether the device is there and opens; {@code Usable} is not yet proof of a VM. */
  public KvmStatus quickLook(Path device, Arch guest) {
    KvmStatus obstacle = obstacle(device, guest);
    if (obstacle != null) {
      return obstacle;
    }
    if (opens(device)) {
      return KvmVerdict.usable(device + " opens");
    }
    try (FileChannel _ =
        FileChannel.open(device, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      return KvmVerdict.usable(device + " opens");
    } catch (AccessDeniedException _) {
      return refused(device, Errno.EACCES);
    } catch (FileSystemException failure) {
      return refused(device, failure.getReason());
    } catch (IOException failure) {
      return KvmVerdict.openFailed(device, String.valueOf(failure.getMessage()));
    }
  }

  /** By java.io, which is loaded by then: only a failure is looked at with java.nio. */
  private static boolean opens(Path device) {
    try (RandomAccessFile _ = new RandomAccessFile(device.toString(), "rw")) {
      return true;
    } catch (IOException _) {
      return false;
    }
  }

  /** Creates a VM on the device, and destroys it again. */
  public KvmStatus fullProbe(Path device, Arch guest) {
    KvmStatus obstacle = obstacle(device, guest);
    if (obstacle != null) {
      return obstacle;
    }
    return switch (KvmDevice.tryCreateVirtualMachine(device, guest)) {
      case KvmDevice.Outcome.Created _ -> KvmVerdict.usable("a VM could be created on " + device);
      case KvmDevice.Outcome.NotOpened(Errno errno) -> refused(device, errno);
      case KvmDevice.Outcome.WrongVersion(long version) -> KvmVerdict.wrongVersion(device, version);
      case KvmDevice.Outcome.CallFailed(String call, Errno errno) ->
          KvmVerdict.noVirtualMachine(device, call, errno);
    };
  }

  /** What can be told without opening the device. */
  private @Nullable KvmStatus obstacle(Path device, Arch guest) {
    String guestName = kubernetesName(guest);
    if (!hostName.equals(guestName)) {
      return KvmVerdict.otherArchitecture(guestName, hostName);
    }
    try {
      DeviceNode node = DeviceNode.of(device);
      return node.isKvm() ? null : KvmVerdict.notADevice(device, node.kind());
    } catch (NoSuchFileException _) {
      return KvmVerdict.absent(device, extension());
    } catch (AccessDeniedException _) {
      return KvmVerdict.unreachable(device, identity());
    } catch (IOException failure) {
      return KvmVerdict.notADevice(device, "not to be reached: " + failure.getMessage());
    }
  }

  private KvmStatus refused(Path device, @Nullable String reason) {
    // Java has no error number, only strerror's text for it.
    return "Operation not permitted".equals(reason)
        ? refused(device, Errno.EPERM)
        : KvmVerdict.openFailed(device, String.valueOf(reason));
  }

  private KvmStatus refused(Path device, Errno errno) {
    if (errno != Errno.EACCES && errno != Errno.EPERM) {
      return KvmVerdict.openFailed(device, errno.describe());
    }
    try {
      DeviceNode node = DeviceNode.of(device);
      return errno == Errno.EACCES
          ? KvmVerdict.noAccess(device, node, identity())
          : KvmVerdict.notAllowed(device, node);
    } catch (IOException _) {
      return KvmVerdict.absent(device, extension());
    }
  }

  private Identity identity() {
    return Identity.parse(files.read("/proc/self/status"));
  }

  /** The flags vmx (Intel) and svm (AMD) of arch/x86/include/asm/cpufeatures.h. */
  private KvmVerdict.Extension extension() {
    String cpuinfo = files.readStart("/proc/cpuinfo", FIRST_CPU_BYTES);
    int flags = cpuinfo == null ? -1 : cpuinfo.indexOf("\nflags");
    if (cpuinfo == null || flags < 0) {
      return KvmVerdict.Extension.UNKNOWN;
    }
    String line = cpuinfo.substring(flags, KernelText.lineEnd(cpuinfo, flags + 1)) + " ";
    return line.contains(" vmx ") || line.contains(" svm ")
        ? KvmVerdict.Extension.SHOWN
        : KvmVerdict.Extension.MISSING;
  }

  private static String kubernetesName(Arch arch) {
    return switch (arch) {
      case X86_64 -> "amd64";
      case AARCH64 -> "arm64";
    };
  }
}
