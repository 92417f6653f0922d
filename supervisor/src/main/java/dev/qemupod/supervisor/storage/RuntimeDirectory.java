package dev.qemupod.supervisor.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;

/**
 * This run's own folder, for sockets and staged files; nobody else can read it, and it goes away
 * with the supervisor.
 */
public final class RuntimeDirectory implements AutoCloseable {
  /** A pod with a read-only root file system has at least one of them, or an emptyDir on one. */
  private static final List<Path> CANDIDATES =
      List.of(Path.of("/run"), Path.of("/tmp"), Path.of("/dev/shm"));

  /** sun_path holds 108 bytes (unix(7)); this leaves room for the sockets' names. */
  private static final int LONGEST_PATH = 80;

  /** Not an EnumSet: it finds the enum's values by reflection, for 2 ms of the start. */
  private static final Set<PosixFilePermission> OWNER_FILE =
      Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

  private static final int COPY_BLOCK = 1 << 16;

  private final Path path;

  private RuntimeDirectory(Path path) {
    this.path = path;
  }

  /** A new private folder in the first of {@code /run}, {@code /tmp}, {@code /dev/shm} that can. */
  public static RuntimeDirectory create() throws StorageException {
    return create(CANDIDATES);
  }

  /** A new private folder in the first of the candidates that can be written. */
  public static RuntimeDirectory create(List<Path> candidates) throws StorageException {
    StringBuilder reasons = new StringBuilder();
    for (Path candidate : candidates) {
      try {
        return new RuntimeDirectory(createIn(candidate));
      } catch (IOException failed) {
        reasons.append(reasons.isEmpty() ? "" : "; ").append(reason(failed));
      }
    }
    throw new StorageException(
        StorageException.Kind.FACILITY,
        "runtime folder",
        "must be made in one of "
            + candidates
            + ", but none can be written ("
            + reasons
            + "): mount an emptyDir volume with medium: Memory at /run");
  }

  /** Where it is. */
  public Path path() {
    return path;
  }

  /** A file or socket in it. */
  public Path resolve(String name) {
    return path.resolve(name);
  }

  /** Writes a new file that only this user can read. */
  public Path stage(String name, byte[] content) throws IOException {
    Path file = path.resolve(name);
    try (FileChannel channel = create(file)) {
      ByteBuffer rest = ByteBuffer.wrap(content);
      while (rest.hasRemaining()) {
        channel.write(rest);
      }
    }
    return file;
  }

  /**
   * Copies a file into it, leaving out blocks of zeros: an empty UEFI variable store is 64 MiB on
   * Arm, and this folder may well be the pod's memory.
   */
  public Path copy(String name, Path source) throws IOException {
    Path file = path.resolve(name);
    try (FileChannel from = FileChannel.open(source, StandardOpenOption.READ);
        FileChannel to = create(file)) {
      long length = from.size();
      ByteBuffer block = ByteBuffer.allocate(COPY_BLOCK);
      for (long position = 0; position < length; position += COPY_BLOCK) {
        readFully(from, block.clear(), position);
        block.flip();
        boolean last = position + COPY_BLOCK >= length;
        if (last || !isZero(block)) {
          writeFully(to, block, position);
        }
      }
    }
    return file;
  }

  /** Removes it with everything in it; what can not be removed stays, since nobody can react. */
  @Override
  public void close() {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(path)) {
      for (Path file : files) {
        Files.deleteIfExists(file);
      }
      Files.deleteIfExists(path);
    } catch (IOException gone) {
      // The container's file system goes away with it.
    }
  }

  private static Path createIn(Path candidate) throws IOException {
    if (candidate.toString().getBytes(StandardCharsets.UTF_8).length > LONGEST_PATH) {
      throw new IOException(candidate + ": too long for a unix socket");
    }
    FileAttribute<Set<PosixFilePermission>> onlyThisUser =
        PosixFilePermissions.asFileAttribute(
            Set.of(
                PosixFilePermission.OWNER_READ,
                PosixFilePermission.OWNER_WRITE,
                PosixFilePermission.OWNER_EXECUTE));
    while (true) {
      Path directory = candidate.resolve("qemu-pod-" + Long.toString(System.nanoTime(), 36));
      try {
        return Files.createDirectory(directory, onlyThisUser);
      } catch (FileAlreadyExistsException taken) {
        // Another container of the pod shares the folder and the clock: the next name is later.
      }
    }
  }

  private static FileChannel create(Path file) throws IOException {
    return FileChannel.open(
        file,
        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
        PosixFilePermissions.asFileAttribute(OWNER_FILE));
  }

  private static void readFully(FileChannel from, ByteBuffer block, long position)
      throws IOException {
    while (block.hasRemaining() && from.read(block, position + block.position()) >= 0) {
      // Reads until the block is full or the file ends.
    }
  }

  private static void writeFully(FileChannel to, ByteBuffer block, long position)
      throws IOException {
    while (block.hasRemaining()) {
      to.write(block, position + block.position());
    }
  }

  private static boolean isZero(ByteBuffer block) {
    for (int index = 0; index < block.limit(); index++) {
      if (block.get(index) != 0) {
        return false;
      }
    }
    return true;
  }

  private static String reason(IOException failed) {
    String message = failed.getMessage();
    String kind = failed.getClass().getSimpleName();
    return message == null ? kind : kind + ": " + message;
  }
}
