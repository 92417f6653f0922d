package dev.qemupod.supervisor.storage;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * A word about a disk that is kept from one start to the next, in a small file beside its image:
 * {@code disk.qcow2.qemu-pod-ignition}. It goes where the image goes, and is lost with its volume;
 * nothing of a guest's image is written but by qemu.
 *
 * <p>A block device has nothing beside it, and a disk that is never written has no first boot:
 * neither has a memory.
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
    return disk.blockDevice() || disk.config().readOnly()
        ? Optional.empty()
        : Optional.of(beside(disk.config().path(), subject));
  }

  static DiskMemory beside(Path image, String subject) {
    Path path = image.toAbsolutePath();
    try {
      // Beside the image itself, if the path is a link to it.
      path = path.toRealPath();
    } catch (IOException notThereYet) {
      // It is going to be created here.
    }
    return new DiskMemory(path.resolveSibling(path.getFileName() + ".qemu-pod-" + subject));
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

  /**
   * Keeps a word, in one step that a power cut does not undo.
   *
   * @throws IOException if it can not be written, as on a read-only volume
   */
  public void keep(String word) throws IOException {
    Path next = file.resolveSibling(file.getFileName() + ".new");
    try {
      try (FileChannel channel =
          FileChannel.open(
              next,
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING,
              StandardOpenOption.WRITE)) {
        ByteBuffer rest = ByteBuffer.wrap((word + "\n").getBytes(StandardCharsets.UTF_8));
        while (rest.hasRemaining()) {
          channel.write(rest);
        }
        channel.force(true);
      }
      Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(next);
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
