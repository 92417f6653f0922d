package dev.qemupod.supervisor.storage;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What the first bytes of a disk say it is.
 *
 * <p>Read here rather than by {@code qemu-img info}, which would cost a process before every start.
 */
sealed interface ImageHeader {
  /** No bytes at all. */
  record Empty() implements ImageHeader {}

  /** A qcow2 image whose header can be read. */
  record Qcow2(Qcow2Header header) implements ImageHeader {}

  /** Starts like qcow2, but can not be one: cut off, or overwritten. */
  record DamagedQcow2() implements ImageHeader {}

  /**
   * A format that is not run as it is.
   *
   * @param name with its article, for a sentence
   * @param command what makes a disk of it; {@code %} stands for the path
   */
  record Foreign(String name, String command) implements ImageHeader {}

  /** Nothing known: raw, or no disk at all. */
  record Unknown() implements ImageHeader {}

  /**
   * An image's header, and how long the disk is.
   *
   * @param length bytes of the file or the block device
   */
  record Reading(ImageHeader header, long length) {}

  /** Reads the file's or block device's header. */
  static Reading read(Path path) throws IOException {
    // A channel would bring buffers of its own, which a start has no other use for.
    try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "r")) {
      long length = file.length();
      byte[] head = new byte[(int) Math.min(length, HeaderSignature.LONGEST)];
      int count = 0;
      for (int read = 0; read >= 0 && count < head.length; count += Math.max(0, read)) {
        read = file.read(head, count, head.length - count);
      }
      return new Reading(of(ByteBuffer.wrap(head, 0, count)), length);
    }
  }

  /** What the bytes say. */
  static ImageHeader of(ByteBuffer head) {
    if (head.limit() == 0) {
      return new Empty();
    }
    if (head.limit() >= 8 && head.getInt(0) == Qcow2Header.MAGIC && head.getInt(4) != 1) {
      Optional<Qcow2Header> header = Qcow2Header.parse(head);
      return header.isPresent() ? new Qcow2(header.get()) : new DamagedQcow2();
    }
    for (HeaderSignature signature : HeaderSignature.ALL) {
      if (signature.matches(head)) {
        return new Foreign(signature.name(), signature.command());
      }
    }
    return new Unknown();
  }
}
