package dev.qemupod.supervisor.storage;

import java.nio.file.Path;
import java.util.Optional;

/** Says why a qcow2 image must not be opened for a guest. */
final class Qcow2Check {
  private Qcow2Check() {}

  /** What is wrong, with the fix; empty: nothing. */
  static Optional<String> problem(Qcow2Header header, long length, Path path) {
    if (header.encrypted()) {
      return Optional.of(
          "is encrypted, which is not supported: convert it with `qemu-img convert` and its key");
    }
    if (header.externalData()) {
      return Optional.of(
          "keeps its data in another file, which is not supported: make one file of it with"
              + convert(path));
    }
    if (header.corrupt()) {
      return Optional.of(
          "is marked corrupt by qemu: copy it, then repair it with `qemu-img check -r all "
              + path
              + "`");
    }
    if (header.unknownFeatures()) {
      return Optional.of(
          "uses qcow2 features that this version does not know: rewrite it with" + convert(path));
    }
    if (length < header.tableEnd()) {
      return Optional.of(
          "is cut off after "
              + ByteCount.text(length)
              + ", which is less than its own tables need: copy it again");
    }
    return Optional.empty();
  }

  private static String convert(Path path) {
    return " `qemu-img convert -O qcow2 " + path + " " + path + ".qcow2`";
  }
}
