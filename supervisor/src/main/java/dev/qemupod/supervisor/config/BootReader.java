package dev.qemupod.supervisor.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Reads what the guest boots. */
final class BootReader {
  private final Settings settings;

  BootReader(Settings settings) {
    this.settings = settings;
  }

  /**
   * The boot settings.
   *
   * @param disks to see that no writable disk is also the CD
   */
  BootConfig read(List<DiskConfig> disks) {
    Optional<Path> cdrom = file(VariableCatalog.CDROM, "the path of a readable ISO image");
    Optional<Path> kernel = file(VariableCatalog.KERNEL, "the path of a readable kernel");
    Optional<Path> initrd = file(VariableCatalog.INITRD, "the path of a readable initial ramdisk");
    if (!settings.isSet(VariableCatalog.KERNEL)) {
      refuseWithoutKernel(VariableCatalog.INITRD);
      refuseWithoutKernel(VariableCatalog.APPEND);
    }
    if (cdrom.isPresent()) {
      checkDiffers(cdrom.get(), disks);
    }
    return new BootConfig(
        settings.text(VariableCatalog.BOOT),
        cdrom,
        kernel,
        initrd,
        settings.text(VariableCatalog.APPEND));
  }

  private Optional<Path> file(Variable variable, String expected) {
    Optional<Setting> setting = settings.find(variable);
    return setting.isEmpty() ? Optional.empty() : FileChecks.readable(setting.get(), expected);
  }

  private void refuseWithoutKernel(Variable variable) {
    Optional<Setting> setting = settings.find(variable);
    if (setting.isPresent()) {
      setting.get().mustBe("left out without QEMU_KERNEL", "set QEMU_KERNEL, or remove it");
    }
  }

  private void checkDiffers(Path cdrom, List<DiskConfig> disks) {
    Optional<Setting> setting = settings.find(VariableCatalog.CDROM);
    for (DiskConfig disk : disks) {
      if (setting.isPresent() && !disk.readOnly() && FileChecks.isSame(cdrom, disk.path())) {
        setting.get().mustBe("another file than " + disk.variable(), "remove one of the two");
      }
    }
  }
}
