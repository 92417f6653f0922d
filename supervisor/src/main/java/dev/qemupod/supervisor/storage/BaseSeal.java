package dev.qemupod.supervisor.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;
import java.util.Optional;
import java.util.zip.CRC32;

/**
 * What the base of an overlay was when the overlay was made, so that another image at the same path
 * is noticed: an overlay's blocks fit no other base, and qemu would mix both without a word. An
 * image volume whose tag has moved on is enough for that.
 *
 * <p>It is the file's length and a checksum of blocks all over it, a mebibyte at most: enough to
 * tell images apart that were made by chance of the same length, though not one block that was
 * changed on purpose. Times are left out, since a copy of a volume has others.
 */
final class BaseSeal {
  private static final String SUBJECT = "base";
  private static final int SAMPLES = 16;
  private static final int SAMPLE_BYTES = 64 << 10;

  private BaseSeal() {}

  /** Whether the overlay's base is another than it was; false where nothing is known of it. */
  static boolean isBroken(Path overlay, Path base) throws IOException {
    Optional<String> kept = memory(overlay).recall();
    return kept.isPresent() && !kept.get().equals(of(base));
  }

  /** Keeps what the base of an overlay is now. */
  static void keep(Path overlay, Path base) throws IOException {
    memory(overlay).keep(of(base));
  }

  /** Whether something is known of the overlay's base. */
  static boolean isKept(Path overlay) {
    return memory(overlay).recall().isPresent();
  }

  /** Where it is kept; to be removed by whoever knows better. */
  static DiskMemory memory(Path overlay) {
    return DiskMemory.beside(overlay, SUBJECT);
  }

  private static String of(Path base) throws IOException {
    try (FileChannel image = FileChannel.open(base, StandardOpenOption.READ)) {
      long length = image.size();
      CRC32 checksum = new CRC32();
      ByteBuffer block = ByteBuffer.allocate(SAMPLE_BYTES);
      long last = Math.max(0, length - SAMPLE_BYTES);
      for (int sample = 0; sample < SAMPLES; sample++) {
        // The first and the last block are among them.
        long position = last / (SAMPLES - 1) * sample;
        read(image, sample == SAMPLES - 1 ? last : position, block);
        checksum.update(block);
      }
      return length + " " + HexFormat.of().toHexDigits((int) checksum.getValue());
    }
  }

  private static void read(FileChannel image, long from, ByteBuffer block) throws IOException {
    block.clear();
    long position = from;
    int count = 0;
    while (block.hasRemaining() && count >= 0) {
      count = image.read(block, position);
      position += Math.max(0, count);
    }
    block.flip();
  }
}
