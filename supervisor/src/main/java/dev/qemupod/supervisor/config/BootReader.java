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
    Optional<Path> cdrom = Optional.empty();
    Optional<RemoteImage> image = Optional.empty();
    Optional<Setting> setting = settings.find(VariableCatalog.CDROM);
    if (setting.isPresent() && setting.get().isUrl()) {
      Optional<DownloadReader.Download> fetched = new DownloadReader(settings).cdrom(setting.get());
      if (fetched.isPresent()) {
        cdrom = Optional.of(fetched.get().path());
        image = Optional.of(fetched.get().image());
      }
    } else {
      cdrom = file(VariableCatalog.CDROM, "the path of a readable ISO image");
      refuseWithoutUrl();
    }
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
        image,
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

  private void refuseWithoutUrl() {
    Optional<Setting> setting = settings.find(VariableCatalog.CDROM_SHA256);
    if (setting.isPresent()) {
      setting
          .get()
          .mustBe("left out unless QEMU_CDROM is a URL", "remove it, since nothing is fetched");
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
