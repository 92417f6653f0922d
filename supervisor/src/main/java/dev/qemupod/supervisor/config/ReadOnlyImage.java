package dev.qemupod.supervisor.config;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Puts an overlay over an image that lies on a read-only file system, such as an image volume, for
 * a disk that the guest is to write.
 *
 * <p>Only there: a file that merely this user may not write is a mistake to be told. And only into
 * a folder whose content is no memory, which the guest's writes would fill.
 */
final class ReadOnlyImage {
  private ReadOnlyImage() {}

  /** The disk as an overlay on what it named; the disk as it was where there can be none. */
  static DiskConfig overlaid(DiskConfig disk, Settings settings) {
    if (!Files.isRegularFile(disk.path()) || !ReadOnlyFileSystem.holds(disk.path())) {
      return disk;
    }
    Optional<Path> folder = ImageFolder.look(settings);
    if (folder.isEmpty()
        || !Files.isWritable(folder.get())
        || MemoryFileSystem.holds(folder.get())) {
      return disk;
    }
    return new DiskConfig(
        disk.variable(),
        disk.id(),
        folder.get().resolve(disk.id() + ".qcow2"),
        disk.size(),
        Optional.empty(),
        Optional.of(disk.path()),
        false,
        disk.cache(),
        disk.aio(),
        disk.discard(),
        Optional.empty());
  }
}
