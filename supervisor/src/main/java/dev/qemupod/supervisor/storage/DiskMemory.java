package dev.qemupod.supervisor.storage;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/**
 * A word about a disk that is kept from one start to the next, in a small file beside its image:
 * {@code disk.qcow2.qemu-pod-ignition}. It goes where the image goes, and is lost with its volume.
 *
 * <p>A volume that can not be written keeps none, and a block device has nothing beside it: both
 * are as if the disk was seen for the first time.
 */
public final class DiskMemory {
  private static final int LONGEST_WORD = 256;

  private final Path file;

  private DiskMemory(Path file) {
    this.file = file;
  }

  /**
   * The memory of a disk.
   *
   * @param subject what it is about, as the end of the file's name
   */
  public static Optional<DiskMemory> of(DiskPlan disk, String subject) {
    return disk.blockDevice()
        ? Optional.empty()
        : Optional.of(beside(disk.config().path(), subject));
  }

  static DiskMemory beside(Path image, String subject) {
    return new DiskMemory(
        image.toAbsolutePath().resolveSibling(image.getFileName() + ".qemu-pod-" + subject));
  }

  /** The file's path. */
  @Override
  public String toString() {
    return file.toString();
  }

  /** What was kept last. */
  public Optional<String> recall() {
    try (InputStream content = Files.newInputStream(file)) {
      String word = new String(content.readNBytes(LONGEST_WORD), StandardCharsets.UTF_8).strip();
      return word.isEmpty() ? Optional.empty() : Optional.of(word);
    } catch (IOException none) {
      return Optional.empty();
    }
  }

  /** Keeps a word, in one step; false if that can not be. */
  public boolean keep(String word) {
    Path next = file.resolveSibling(file.getFileName() + ".new");
    try {
      Files.writeString(next, word + "\n");
      Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      return true;
    } catch (IOException readOnly) {
      return false;
    }
  }

  /** Forgets it, if that can be. */
  public void forget() {
    try {
      Files.deleteIfExists(file);
    } catch (IOException readOnly) {
      // It was not written there either.
    }
  }
}
