package dev.qemupod.supervisor.config;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/**
 * What qemus/qemu's {@code BOOT} means in this pod.
 *
 * @param cdrom an ISO image, a path or a URL
 * @param disk the path of a disk image that is used where it lies
 * @param base the URL of a disk image, which is not written to
 */
record QemusBoot(Optional<String> cdrom, Optional<String> disk, Optional<String> base) {
  private static final QemusBoot NOTHING =
      new QemusBoot(Optional.empty(), Optional.empty(), Optional.empty());

  private static final String[] COMPRESSIONS = {".gz", ".gzip", ".xz", ".bz2", ".zst"};
  private static final String EXPECTED =
      "the http or https URL of an image that ends in .iso, .img, .raw or .qcow2";

  /** A medium that is mounted goes first, then a disk with data, then what is to be fetched. */
  static QemusBoot read(QemusDraft draft, QemusStorage storage) {
    String boot = draft.value("BOOT");
    Optional<Path> medium = storage.medium();
    if (medium.isEmpty() && !storage.hasData() && !boot.isEmpty()) {
      storage.enter(folder(boot));
      medium = storage.medium();
    }
    if (medium.isPresent()) {
      String path = medium.get().toString();
      return path.endsWith(".iso") ? ofCdrom(path) : ofDisk(path);
    }
    if (storage.hasData() || draft.isSet("DEVICE") || storage.device(1).isPresent()) {
      return NOTHING;
    }
    if (boot.isEmpty()) {
      return bootsOtherwise(draft) ? NOTHING : missing(draft);
    }
    return fetched(draft, boot);
  }

  /** Whether there has to be a place for the ISO image. */
  boolean isFetchedCdrom() {
    return cdrom.isPresent() && cdrom.get().contains("://");
  }

  private static boolean bootsOtherwise(QemusDraft draft) {
    return draft.isExplicit(VariableCatalog.DISKS.get(0).path().name())
        || draft.isExplicit(VariableCatalog.CDROM.name())
        || draft.isExplicit(VariableCatalog.KERNEL.name());
  }

  private static QemusBoot missing(QemusDraft draft) {
    draft.refuseInstead(
        "BOOT",
        EXPECTED,
        "not set, and there is neither a disk with data nor a boot.iso or boot.qcow2",
        "set it, or mount a volume with the image");
    return NOTHING;
  }

  private static QemusBoot fetched(QemusDraft draft, String boot) {
    String lower = boot.toLowerCase(Locale.ROOT);
    if (!lower.startsWith("http://") && !lower.startsWith("https://")) {
      draft.refuse(
          "BOOT",
          EXPECTED,
          lower.indexOf('.') < 0 ? "and this image has no list of distributions" : "",
          "write the URL of the image, or mount it as /boot.iso or /boot.qcow2");
      return NOTHING;
    }
    String name = plainName(lower);
    if (name.endsWith(".iso")) {
      return ofCdrom(boot);
    }
    if (name.endsWith(".img") || name.endsWith(".raw") || name.endsWith(".qcow2")) {
      if (draft.word("DISK_FMT").equals("raw")) {
        draft.refuse(
            "DISK_FMT",
            "qcow2 or left out when BOOT is a disk image",
            "remove it: the disk is an overlay");
      }
      return new QemusBoot(Optional.empty(), Optional.empty(), Optional.of(boot));
    }
    draft.refuse(
        "BOOT",
        EXPECTED,
        "perhaps with .gz, .xz, .bz2 or .zst behind it",
        "convert the image with qemu-img convert -O qcow2, and write the URL of the result");
    return NOTHING;
  }

  private static QemusBoot ofCdrom(String place) {
    return new QemusBoot(Optional.of(place), Optional.empty(), Optional.empty());
  }

  private static QemusBoot ofDisk(String path) {
    return new QemusBoot(Optional.empty(), Optional.of(path), Optional.empty());
  }

  /** The last part of a URL, without its query and without the ending of a compressed file. */
  private static String plainName(String url) {
    String name = lastPart(url);
    for (String ending : COMPRESSIONS) {
      if (name.endsWith(ending)) {
        return name.substring(0, name.length() - ending.length());
      }
    }
    return name;
  }

  private static String lastPart(String url) {
    int end = url.length();
    for (char mark : new char[] {'?', '#'}) {
      int index = url.indexOf(mark);
      end = index >= 0 && index < end ? index : end;
    }
    return url.substring(url.lastIndexOf('/', end - 1) + 1, end);
  }

  /** The folder in the storage: a distribution's name, or the image's without its ending. */
  private static String folder(String boot) {
    if (boot.indexOf('.') < 0) {
      return safe(boot.toLowerCase(Locale.ROOT));
    }
    String name = lastPart(boot);
    String plain = plainName(name.toLowerCase(Locale.ROOT));
    String kept = name.substring(0, plain.length());
    int point = kept.lastIndexOf('.');
    return safe(point > 0 ? kept.substring(0, point) : kept);
  }

  private static String safe(String name) {
    StringBuilder safe = new StringBuilder();
    for (int index = 0; index < name.length(); index++) {
      char letter = name.charAt(index);
      boolean kept =
          (letter >= 'a' && letter <= 'z')
              || (letter >= 'A' && letter <= 'Z')
              || (letter >= '0' && letter <= '9')
              || "._-".indexOf(letter) >= 0;
      safe.append(kept ? letter : '_');
    }
    String folder = safe.toString();
    return folder.equals(".") || folder.equals("..") || folder.isEmpty() ? "unknown" : folder;
  }
}
