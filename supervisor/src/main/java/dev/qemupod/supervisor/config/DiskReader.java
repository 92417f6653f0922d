package dev.qemupod.supervisor.config;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Reads {@code QEMU_HDA} to {@code QEMU_HDD}; looks at the files, but leaves them alone. */
final class DiskReader {
  private static final String EXPECTED_DISK = "the path of an image file or a block device";

  private final Settings settings;

  DiskReader(Settings settings) {
    this.settings = settings;
  }

  List<DiskConfig> read() {
    ArrayList<DiskConfig> disks = new ArrayList<>();
    for (DiskVariables variables : VariableCatalog.DISKS) {
      Optional<Setting> setting = settings.find(variables.path());
      if (setting.isPresent()) {
        readDisk(variables, setting.get(), disks);
      } else if (!settings.isSet(variables.path())) {
        refuseDependents(variables);
      }
    }
    return disks;
  }

  private void refuseDependents(DiskVariables variables) {
    String disk = variables.path().name();
    for (Variable variable : variables.dependents()) {
      Optional<Setting> setting = settings.find(variable);
      if (setting.isPresent()) {
        setting.get().mustBe("left out without " + disk, "set " + disk + ", or remove it");
      }
    }
  }

  private void readDisk(DiskVariables variables, Setting setting, List<DiskConfig> disks) {
    boolean readOnly = settings.flag(variables.readOnly());
    OptionalLong size = size(variables);
    Optional<DiskFormat> format = format(variables);
    Optional<CacheMode> cache = cache(variables);
    Optional<AioMode> aio = aio(variables);
    boolean discard = discard(variables);
    checkCombination(variables, readOnly, format, cache, aio);
    Optional<Place> place = place(variables, setting, readOnly);
    if (place.isEmpty()) {
      return;
    }
    DiskConfig disk =
        new DiskConfig(
            setting.name(),
            variables.id(),
            place.get().path(),
            size,
            format,
            place.get().base(),
            readOnly,
            cache,
            aio,
            discard,
            place.get().image());
    if (!readOnly && disk.base().isEmpty() && isUnwritable(disk.path())) {
      disk = ReadOnlyImage.overlaid(disk, settings);
    }
    checkFilesDiffer(variables, setting, disk, disks);
    disks.add(disk);
  }

  /** Where the disk and its base are, and what of them is fetched. */
  private record Place(Path path, Optional<Path> base, Optional<RemoteImage> image) {}

  private Optional<Place> place(DiskVariables variables, Setting setting, boolean readOnly) {
    Optional<Setting> base = settings.find(variables.base());
    if (setting.isUrl()) {
      refuse(
          variables.base(),
          "left out when " + setting.name() + " is a URL",
          "remove it, or name a new file in " + setting.name() + ", which becomes the overlay");
      return fetched(new DownloadReader(settings).disk(variables, setting), Optional.empty());
    }
    Optional<Path> path = path(setting, readOnly);
    if (base.isPresent() && base.get().isUrl()) {
      return path.isEmpty()
          ? Optional.empty()
          : fetched(new DownloadReader(settings).base(variables, base.get(), path.get()), path);
    }
    refuse(
        variables.checksum(),
        "left out unless " + setting.name() + " or " + variables.base().name() + " is a URL",
        "remove it, since nothing is fetched");
    Optional<Path> basePath =
        base.isEmpty()
            ? Optional.empty()
            : FileChecks.readable(base.get(), "the path of a readable base image");
    return path.isEmpty()
        ? Optional.empty()
        : Optional.of(new Place(path.get(), basePath, Optional.empty()));
  }

  private static Optional<Place> fetched(
      Optional<DownloadReader.Download> download, Optional<Path> overlay) {
    if (download.isEmpty()) {
      return Optional.empty();
    }
    Path path = download.get().path();
    Optional<RemoteImage> image = Optional.of(download.get().image());
    return Optional.of(
        overlay.isPresent()
            ? new Place(overlay.get(), Optional.of(path), image)
            : new Place(path, Optional.empty(), image));
  }

  private static boolean isUnwritable(Path path) {
    return Files.exists(path) && !Files.isWritable(path);
  }

  private static Optional<Path> path(Setting setting, boolean readOnly) {
    if (readOnly) {
      return FileChecks.readable(
          setting, "the path of a disk that is there, since it is read-only");
    }
    Optional<Path> path = FileChecks.path(setting, EXPECTED_DISK);
    if (path.isEmpty()) {
      return path;
    }
    Path parent = path.get().toAbsolutePath().getParent();
    if (Files.isDirectory(path.get()) || parent == null) {
      setting.mustBe(EXPECTED_DISK, "which is a directory", "name a file in it, as in disk.qcow2");
      return Optional.empty();
    }
    if (!Files.exists(path.get()) && !Files.isDirectory(parent)) {
      setting.mustBe(
          EXPECTED_DISK,
          "whose directory does not exist",
          "mount a volume at " + Quoted.of(parent.toString()) + ", or correct the path");
      return Optional.empty();
    }
    return path;
  }

  private OptionalLong size(DiskVariables variables) {
    Optional<Setting> setting = settings.find(variables.size());
    if (setting.isEmpty()) {
      return OptionalLong.empty();
    }
    Optional<Long> bytes =
        setting.get().take(Quantity.parse(setting.get().text(), Quantity.Kind.DISK));
    return bytes.isPresent() ? OptionalLong.of(bytes.get()) : OptionalLong.empty();
  }

  private Optional<DiskFormat> format(DiskVariables variables) {
    Optional<Setting> setting = settings.find(variables.format());
    if (setting.isEmpty()) {
      return Optional.empty();
    }
    String text = setting.get().text();
    if (isConvertible(text)) {
      setting.get().mustBe("raw or qcow2", "convert the image with qemu-img convert -O qcow2");
      return Optional.empty();
    }
    Choices<DiskFormat> choices = new Choices<>();
    choices.with("raw", DiskFormat.RAW).with("qcow2", DiskFormat.QCOW2);
    return setting.get().take(choices.parse(text));
  }

  private static boolean isConvertible(String format) {
    return switch (format) {
      case "vmdk", "vdi", "vhdx", "vpc", "qed", "qcow" -> true;
      default -> false;
    };
  }

  private Optional<CacheMode> cache(DiskVariables variables) {
    Optional<Setting> setting = settings.find(variables.cache());
    if (setting.isEmpty()) {
      return Optional.empty();
    }
    Choices<CacheMode> choices = new Choices<>();
    for (CacheMode mode : CacheMode.values()) {
      choices.with(mode.qemuName(), mode);
    }
    return setting.get().take(choices.parse(setting.get().text()));
  }

  private Optional<AioMode> aio(DiskVariables variables) {
    Optional<Setting> setting = settings.find(variables.aio());
    if (setting.isEmpty()) {
      return Optional.empty();
    }
    Choices<AioMode> choices = new Choices<>();
    for (AioMode mode : AioMode.values()) {
      choices.with(mode.qemuName(), mode);
    }
    return setting.get().take(choices.parse(setting.get().text()));
  }

  private boolean discard(DiskVariables variables) {
    Choices<Boolean> choices = new Choices<>();
    choices.with("unmap", true).with("on", true).with("ignore", false).with("off", false);
    choices.alias("1", true).alias("true", true).alias("yes", true).alias("y", true);
    choices.alias("0", false).alias("false", false).alias("no", false).alias("n", false);
    return settings.choice(variables.discard(), choices, true);
  }

  private void checkCombination(
      DiskVariables variables,
      boolean readOnly,
      Optional<DiskFormat> format,
      Optional<CacheMode> cache,
      Optional<AioMode> aio) {
    if (readOnly) {
      refuse(
          variables.size(),
          "left out when " + variables.readOnly().name() + " is on",
          "remove one of the two");
    }
    if (format.isPresent() && format.get() == DiskFormat.RAW && settings.isSet(variables.base())) {
      refuse(
          variables.format(),
          "qcow2 when " + variables.base().name() + " is set",
          "remove it: only qcow2 can be an overlay");
    }
    boolean cached = cache.isPresent() && !cache.get().direct();
    if (cached && aio.isPresent() && aio.get() == AioMode.NATIVE) {
      refuse(
          variables.aio(),
          "threads or io_uring when " + variables.cache().name() + " is " + cache.get().qemuName(),
          "remove it, or use the cache mode none or directsync");
    }
  }

  private void refuse(Variable variable, String expected, String fix) {
    Optional<Setting> setting = settings.find(variable);
    if (setting.isPresent()) {
      setting.get().mustBe(expected, fix);
    }
  }

  /** One file twice in a VM, once of it writable, is a destroyed file. */
  private void checkFilesDiffer(
      DiskVariables variables, Setting setting, DiskConfig disk, List<DiskConfig> others) {
    if (disk.base().isPresent() && FileChecks.isSame(disk.path(), disk.base().get())) {
      refuse(
          variables.base(),
          "another file than " + setting.name(),
          "name a new file in " + setting.name() + ", which becomes the overlay");
    }
    for (DiskConfig other : others) {
      boolean writable = !disk.readOnly() || !other.readOnly();
      if (writable && FileChecks.isSame(disk.path(), other.path())) {
        setting.mustBe("another file than " + other.variable(), "give each disk its own file");
      }
      if (isBaseOf(other, disk.path()) && !disk.readOnly()) {
        setting.mustBe(
            "another file than " + other.variable() + "_BASE",
            "give it a copy: a base is never written");
      }
      if (isBaseOf(disk, other.path()) && !other.readOnly()) {
        refuse(
            variables.base(),
            "another file than " + other.variable(),
            "give it a copy: a base is never written");
      }
    }
  }

  private static boolean isBaseOf(DiskConfig disk, Path path) {
    return disk.base().isPresent() && FileChecks.isSame(disk.base().get(), path);
  }
}
