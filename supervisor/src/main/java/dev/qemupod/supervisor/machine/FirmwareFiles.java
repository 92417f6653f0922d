package dev.qemupod.supervisor.machine;

import dev.qemupod.supervisor.config.Arch;
import dev.qemupod.supervisor.config.FirmwareChoice;
import dev.qemupod.supervisor.config.Problem;
import dev.qemupod.supervisor.config.VmConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Finds the UEFI firmware that the distribution of the image ships.
 *
 * <p>The paths are those of Alpine's, Debian's, Fedora's and Arch's packages, and of qemu's own
 * build. Secure boot variants are left out: they need system management mode, which is off.
 */
public final class FirmwareFiles {
  private static final List<Pair> X86_64 =
      List.of(
          new Pair("usr/share/OVMF/OVMF_CODE_4M.fd", "usr/share/OVMF/OVMF_VARS_4M.fd"),
          new Pair("usr/share/OVMF/OVMF_CODE.fd", "usr/share/OVMF/OVMF_VARS.fd"),
          new Pair("usr/share/edk2/ovmf/OVMF_CODE.fd", "usr/share/edk2/ovmf/OVMF_VARS.fd"),
          new Pair("usr/share/edk2/x64/OVMF_CODE.4m.fd", "usr/share/edk2/x64/OVMF_VARS.4m.fd"),
          new Pair("usr/share/qemu/edk2-x86_64-code.fd", "usr/share/qemu/edk2-i386-vars.fd"));

  private static final List<String> AARCH64 =
      List.of(
          "usr/share/AAVMF/QEMU_EFI.fd",
          "usr/share/qemu-efi-aarch64/QEMU_EFI.fd",
          "usr/share/edk2/aarch64/QEMU_EFI.fd",
          "usr/share/AAVMF/AAVMF_CODE.fd",
          "usr/share/qemu/edk2-aarch64-code.fd");

  private FirmwareFiles() {}

  /** What was found. */
  public sealed interface Located {
    /** No file is needed. */
    record NotNeeded() implements Located {}

    /**
     * Flash images.
     *
     * @param variablesTemplate an empty variable store, to be copied
     */
    record Flash(Path code, Path variablesTemplate) implements Located {}

    /** One image for {@code -bios}. */
    record Rom(Path image) implements Located {}

    /** The image has no UEFI firmware for this architecture. */
    record Missing(Problem problem) implements Located {}
  }

  /**
   * Whether the VM starts with UEFI.
   *
   * <p>A kernel given directly needs no firmware on the virt machine: qemu itself starts it.
   */
  public static boolean needed(VmConfig config) {
    return config.platform().firmware() == FirmwareChoice.UEFI
        && !(config.platform().arch() == Arch.AARCH64 && config.boot().kernel().isPresent());
  }

  /** The firmware of the machine this runs on. */
  public static Located locate(VmConfig config) {
    return locate(config, Path.of("/"));
  }

  /** The firmware below another root directory. */
  public static Located locate(VmConfig config, Path root) {
    if (!needed(config)) {
      return new Located.NotNeeded();
    }
    return switch (config.platform().arch()) {
      case X86_64 -> flash(root);
      case AARCH64 -> rom(root);
    };
  }

  private static Located flash(Path root) {
    StringBuilder searched = new StringBuilder();
    for (Pair pair : X86_64) {
      Path code = root.resolve(pair.code);
      Path variables = root.resolve(pair.variables);
      if (Files.isReadable(code) && Files.isReadable(variables)) {
        return new Located.Flash(code, variables);
      }
      searched.append(searched.isEmpty() ? "" : ", ").append(code);
    }
    return missing("OVMF", "QEMU_FIRMWARE=bios", searched);
  }

  private static Located rom(Path root) {
    StringBuilder searched = new StringBuilder();
    for (String candidate : AARCH64) {
      Path image = root.resolve(candidate);
      if (Files.isReadable(image)) {
        return new Located.Rom(image);
      }
      searched.append(searched.isEmpty() ? "" : ", ").append(image);
    }
    return missing("AAVMF", "QEMU_KERNEL to boot a kernel without firmware", searched);
  }

  private static Located missing(String packageName, String otherwise, StringBuilder searched) {
    return new Located.Missing(
        new Problem(
            "QEMU_FIRMWARE",
            "is uefi, which needs firmware files, but none was found at "
                + searched
                + ": install the "
                + packageName
                + " package into the image, or set "
                + otherwise));
  }

  private record Pair(String code, String variables) {}
}
