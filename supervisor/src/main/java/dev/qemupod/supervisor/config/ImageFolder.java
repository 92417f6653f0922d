package dev.qemupod.supervisor.config;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** {@code QEMU_IMAGE_DIR}: the folder of the disks that the user gave no path. */
final class ImageFolder {
  private static final String USUAL = "/disks";
  private static final String EXPECTED = "a folder on a volume";
  private static final String FIX = "mount a volume there, or name another folder";

  private ImageFolder() {}

  /** The folder for what a setting names; without one, a problem is reported. */
  static Optional<Path> of(Setting image, Settings settings) {
    Optional<Path> folder = look(settings);
    if (folder.isEmpty() && !settings.isSet(VariableCatalog.IMAGE_DIR)) {
      image.mustBe(
          "a URL whose image has a folder to be kept in",
          "and there is no " + USUAL,
          "mount a volume there, or set "
              + VariableCatalog.IMAGE_DIR.name()
              + " to a folder on one");
    }
    return folder;
  }

  /** The folder; if the variable is not set and there is no usual one, nothing. */
  static Optional<Path> look(Settings settings) {
    Optional<Setting> setting = settings.find(VariableCatalog.IMAGE_DIR);
    if (setting.isEmpty()) {
      return Optional.of(Path.of(USUAL)).filter(Files::isDirectory);
    }
    Optional<Path> path = FileChecks.path(setting.get(), EXPECTED);
    if (path.isPresent() && !Files.isDirectory(path.get())) {
      setting.get().mustBe(EXPECTED, "which is no folder", FIX);
      return Optional.empty();
    }
    return path;
  }
}
